package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationLatencyTest {
    private final Metrics metrics = new Metrics();
    private final WorkerEvents events = new WorkerEvents(metrics);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void thereAreNoneBeforeTheFirstComputation() {
        assertThat(OperationLatency.ofComputations(metrics.registry())).isEmpty();
        assertThat(OperationLatency.ofCalls(metrics.registry())).isEmpty();
    }

    @Test
    void readsTheTimersOfTheWorkerTypesTakenTogether() {
        for (int number = 0; number < 50; number++) {
            computed(FheOperation.ADD, FheType.UINT8, 100);
            computed(FheOperation.ADD, FheType.UINT64, 900);
        }
        computed(FheOperation.MUL, FheType.UINT8, 5000);

        List<OperationLatency> latencies = OperationLatency.ofComputations(metrics.registry());

        assertThat(latencies).extracting(OperationLatency::name).containsExactly("ADD", "MUL");
        OperationLatency add = latencies.getFirst();
        assertThat(add.count()).isEqualTo(100);
        assertThat(add.mean()).isEqualTo(Duration.ofMillis(500));
        assertThat(add.median()).isBetween(Duration.ofMillis(50), Duration.ofMillis(300));
        assertThat(add.high()).isBetween(Duration.ofMillis(500), Duration.ofMillis(2000));
    }

    @Test
    void quantilesAreInterpolatedWithinABucket() {
        TreeMap<Double, Double> buckets = new TreeMap<>(Map.of(1.0, 10.0, 2.0, 30.0, 4.0, 40.0));

        assertThat(OperationLatency.quantile(0.5, 40, buckets)).isEqualTo(Duration.ofMillis(1500));
        assertThat(OperationLatency.quantile(0.25, 40, buckets)).isEqualTo(Duration.ofSeconds(1));
        assertThat(OperationLatency.quantile(1, 40, buckets)).isEqualTo(Duration.ofSeconds(4));
        assertThat(OperationLatency.quantile(0.95, 80, buckets))
                .as("beyond all bounds")
                .isNull();
        assertThat(OperationLatency.quantile(0.5, 40, new TreeMap<>())).isNull();
    }

    private void computed(FheOperation operation, FheType type, int millis) {
        events.computed(
                new TenantHandle(Models.TENANT, Models.handle("x")),
                operation,
                type,
                Duration.ofMillis(millis),
                Duration.ZERO,
                1);
    }
}
