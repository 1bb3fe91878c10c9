package org.fhevm.coprocessor.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

class FootprintTest {
    private static final long BLOCK = 2049 * 8;

    @Test
    void isThatOfTheResultAndOfStoredInputs() {
        assertThat(bytes(FheOperation.ADD, FheType.UINT64, FheType.UINT64)).isEqualTo(3 * 32 * BLOCK);
        assertThat(bytes(FheOperation.EQ, FheType.BOOL, FheType.BYTES256)).isEqualTo((1 + 2 * 1024) * BLOCK);
        assertThat(Footprint.bytes(computation(FheOperation.ADD, FheType.UINT64), input -> Optional.empty()))
                .as("of inputs in flight, or of no type")
                .isEqualTo(32 * BLOCK);
    }

    @Test
    void includesTheProductsOfDigits() {
        assertThat(bytes(FheOperation.MUL, FheType.UINT256, FheType.UINT256))
                .isEqualTo((3 * 128 + 128 * 129 / 2) * BLOCK);
    }

    @Test
    void leavesRoomForFullBatchesOfAllThreadsInAHeapOfAGigabyte() {
        double share = (double) WorkerConfig.defaults().memoryInFlight()
                / Runtime.getRuntime().maxMemory();
        long memory = (long) (share * (1L << 30));
        long wanted = WorkerConfig.defaults().fheThreads() * (long) FhePool.USUAL_BATCH;

        assertThat(memory / bytes(FheOperation.ADD, FheType.UINT64, FheType.UINT64))
                .isGreaterThan(wanted);
    }

    private static long bytes(FheOperation operation, FheType result, FheType inputs) {
        return Footprint.bytes(computation(operation, result), input -> Optional.of(inputs));
    }

    private static QueuedComputation computation(FheOperation operation, FheType result) {
        TenantId tenant = new TenantId(1);
        List<Operand> operands = List.of(
                new Operand.Encrypted(QueueFixture.handle("x")), new Operand.Encrypted(QueueFixture.handle("y")));
        return new QueuedComputation(
                tenant, new Computation(QueueFixture.handle("result"), operation, operands), result);
    }
}
