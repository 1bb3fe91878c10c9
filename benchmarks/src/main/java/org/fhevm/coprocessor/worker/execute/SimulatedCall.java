package org.fhevm.coprocessor.worker.execute;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** The computations of a call on 64 bits. All its inputs are stored, and used by no other call. */
record SimulatedCall(TenantId tenant, List<QueuedComputation> computations) {
    /** A confidential transfer (docs/contract-costs.md). */
    static SimulatedCall transfer(TenantId tenant, int number) {
        Names names = new Names(tenant, "transfer-" + number + "-");
        return new SimulatedCall(
                tenant,
                List.of(
                        names.computation("covered", FheOperation.LE, FheType.BOOL, "amount", "from"),
                        names.computation("zero", FheOperation.TRIVIAL_ENCRYPT, FheType.UINT64),
                        names.computation(
                                "moved", FheOperation.IF_THEN_ELSE, FheType.UINT64, "covered", "amount", "zero"),
                        names.computation("new_to", FheOperation.ADD, FheType.UINT64, "to", "moved"),
                        names.computation("new_from", FheOperation.SUB, FheType.UINT64, "from", "moved")));
    }

    /** A division, the longest operation. */
    static SimulatedCall division(TenantId tenant, int number) {
        Names names = new Names(tenant, "division-" + number + "-");
        return new SimulatedCall(
                tenant, List.of(names.computation("quotient", FheOperation.DIV, FheType.UINT64, "left", "right")));
    }

    /** The bootstraps of each round of a computation, in few bootstraps (docs/engine-costs.md). */
    static List<Integer> rounds(QueuedComputation computation) {
        return switch (computation.operation()) {
            case LE -> List.of(16, 4, 1);
            case IF_THEN_ELSE -> List.of(32);
            case ADD, SUB -> Collections.nCopies(32, 1);
            // 2196 in 1123 rounds
            case DIV ->
                IntStream.range(0, 1123)
                        .map(round -> round < 1073 ? 2 : 1)
                        .boxed()
                        .toList();
            case TRIVIAL_ENCRYPT -> List.of();
            default -> throw new IllegalArgumentException("no call has the operation " + computation.operation());
        };
    }

    private record Names(TenantId tenant, String prefix) {
        private QueuedComputation computation(String output, FheOperation operation, FheType type, String... inputs) {
            List<Operand> operands = inputs.length == 0
                    ? List.of(new Operand.Scalar(Bytes.of(new byte[1])))
                    : Stream.of(inputs)
                            .<Operand>map(input -> new Operand.Encrypted(handle(input)))
                            .toList();
            return new QueuedComputation(tenant, new Computation(handle(output), operation, operands), type);
        }

        private Handle handle(String name) {
            return Handle.of((prefix + name).getBytes(StandardCharsets.US_ASCII));
        }
    }
}
