package org.fhevm.coprocessor.common.computation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.junit.jupiter.api.Test;

class ComputationTest {
    private static final Operand A = new Operand.Encrypted(Handle.fromHex("0a"));
    private static final Operand B = new Operand.Encrypted(Handle.fromHex("0b"));
    private static final Operand SCALAR = new Operand.Scalar(Bytes.of(new byte[] {7}));

    @Test
    void listsDependenciesAsOftenAsTheyComeAndInputsOnce() {
        Computation computation = of(FheOperation.IF_THEN_ELSE, B, A, B);

        assertThat(computation.dependencies())
                .containsExactly(Handle.fromHex("0b"), Handle.fromHex("0a"), Handle.fromHex("0b"));
        assertThat(computation.inputs()).containsExactly(Handle.fromHex("0b"), Handle.fromHex("0a"));
        assertThat(computation.hasScalar()).isFalse();
    }

    @Test
    void aScalarIsNoInput() {
        Computation computation = of(FheOperation.ADD, A, SCALAR);

        assertThat(computation.inputs()).containsExactly(Handle.fromHex("0a"));
        assertThat(computation.hasScalar()).isTrue();
    }

    private static Computation of(FheOperation operation, Operand... operands) {
        return new Computation(Handle.fromHex("0c"), operation, List.of(operands));
    }
}
