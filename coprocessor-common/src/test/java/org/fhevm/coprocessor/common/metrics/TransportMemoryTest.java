package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportMemoryTest {
    private static final int BYTES = 10_000_000;

    @Test
    void theMetricsShowWhatTheTransportHasOutsideOfTheHeap() {
        try (Metrics metrics = new Metrics()) {
            double before = value(metrics, "coprocessor_transport_direct_memory_bytes");
            ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(BYTES);
            try {
                assertThat(value(metrics, "coprocessor_transport_direct_memory_bytes") - before)
                        .isGreaterThanOrEqualTo(BYTES);
            } finally {
                buffer.release();
            }
            assertThat(value(metrics, "coprocessor_transport_direct_memory_maximum_bytes"))
                    .isPositive();
            assertThat(metrics.scrape()).contains("jvm_buffer_memory_used_bytes{id=\"direct\"}");
        }
    }

    private static double value(Metrics metrics, String name) {
        List<String> lines = metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .toList();
        assertThat(lines).hasSize(1);
        return Double.parseDouble(lines.getFirst().substring(name.length() + 1));
    }
}
