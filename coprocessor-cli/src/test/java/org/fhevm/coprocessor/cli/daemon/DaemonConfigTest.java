package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.fhevm.coprocessor.cli.memory.JvmHeap;
import org.fhevm.coprocessor.cli.memory.Megabytes;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.junit.jupiter.api.Test;

class DaemonConfigTest {
    @Test
    void theLineForTheLogIsWrittenForPeople() {
        DaemonConfig config = new DaemonConfig(
                null,
                WorkerConfig.defaults().withMemoryInFlight(200L << 20).withOperandCacheBytes(100L << 20),
                new MetricsConfig(new InetSocketAddress("127.0.0.1", 9100)),
                new KeyCacheConfig(10, 3L << 30, Duration.ofMinutes(1)),
                2,
                4);

        assertThat(config.summary())
                .isEqualTo(
                        "server: no, worker: batches of 10, polling every 1000 ms, leases of 30 s, at most 5 attempts,"
                                + " 200 MB in flight, 100 MB of operands, heap: at most "
                                + Megabytes.shown(JvmHeap.maximum())
                                + ", FHE threads: 2, tenant keys kept: at most 10 and 3072 MB,"
                                + " database connections: 4 each, metrics: /127.0.0.1:9100");
    }
}
