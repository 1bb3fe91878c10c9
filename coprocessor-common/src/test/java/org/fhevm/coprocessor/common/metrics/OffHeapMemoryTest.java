package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffHeapMemoryTest {
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

    @Test
    void everyPartOfTheMemoryOutsideOfTheHeapIsShown(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[BYTES]);
        try (Metrics metrics = new Metrics();
                Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(file)) {
            double direct = value(metrics, part("direct"));
            double mapped = value(metrics, part("mapped"));
            double transport = value(metrics, part("transport"));
            ByteBuffer ours = ByteBuffer.allocateDirect(BYTES);
            channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, arena);
            ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(BYTES);
            try {
                assertThat(value(metrics, part("direct")) - direct).isGreaterThanOrEqualTo(ours.capacity());
                assertThat(value(metrics, part("mapped")) - mapped).isGreaterThanOrEqualTo(BYTES);
                assertThat(value(metrics, part("transport")) - transport).isGreaterThanOrEqualTo(BYTES);
            } finally {
                buffer.release();
            }
            assertThat(value(metrics, "coprocessor_resident_memory_bytes")).isGreaterThan(BYTES);
        }
    }

    private static String part(String name) {
        return "coprocessor_off_heap_memory_bytes{part=\"" + name + "\"}";
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
