package org.fhevm.coprocessor.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalPathTest {
    private static final Operand X = new Operand.Encrypted(handle("x"));
    private static final Operand SCALAR = new Operand.Scalar(Bytes.of(new byte[] {7}));

    /** The rounds that {@code BootstrapCountTest} of the engine counts. */
    @ParameterizedTest
    @CsvSource({
        "ADD, UINT64, 32",
        "ADD, UINT256, 128",
        "MUL, UINT64, 72",
        "DIV, UINT64, 1123",
        "REM, UINT256, 16897",
        "SHL, UINT64, 7",
        "BIT_AND, BOOL, 1",
        "NOT, UINT64, 1",
        "LT, BOOL, 3",
        "EQ, BOOL, 2",
        "MAX, UINT64, 4"
    })
    void takesTheRoundsOfTheEngine(FheOperation operation, FheType type, int rounds) {
        QueuedComputation computation = computation("y", operation, type, X, X);

        assertThat(new CriticalPath(List.of(computation)).length(computation)).isEqualTo(rounds);
    }

    @ParameterizedTest
    @CsvSource({"MUL, 60", "DIV, 51", "REM, 87", "SHL, 1", "MIN, 4"})
    void aScalarMakesOperationsShorter(FheOperation operation, int rounds) {
        QueuedComputation computation = computation("y", operation, FheType.UINT64, X, SCALAR);

        assertThat(new CriticalPath(List.of(computation)).length(computation)).isEqualTo(rounds);
    }

    @Test
    void oneDivisionIsLongerThanManyAdditions() {
        QueuedComputation division = computation("d", FheOperation.DIV, FheType.UINT64, X, X);
        QueuedComputation first = computation("a", FheOperation.ADD, FheType.UINT64, X, X);
        QueuedComputation second =
                computation("b", FheOperation.ADD, FheType.UINT64, new Operand.Encrypted(handle("a")), X);

        CriticalPath path = new CriticalPath(List.of(division, first, second));

        assertThat(path.length(first)).isEqualTo(64);
        assertThat(path.length(second)).isEqualTo(32);
        assertThat(path.length(division)).isGreaterThan(path.length(first));
    }

    @Test
    void aTypeThatTheOperationRefusesHasALengthToo() {
        QueuedComputation computation = computation("y", FheOperation.DIV, FheType.BYTES256, X, X);

        assertThat(new CriticalPath(List.of(computation)).length(computation)).isPositive();
    }

    private static QueuedComputation computation(
            String output, FheOperation operation, FheType type, Operand... operands) {
        return new QueuedComputation(
                new TenantId(1), new Computation(handle(output), operation, List.of(operands)), type);
    }

    private static Handle handle(String name) {
        return Handle.of(name.getBytes(StandardCharsets.US_ASCII));
    }
}
