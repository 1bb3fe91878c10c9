package org.fhevm.coprocessor.common.metrics;

import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The memory of the process outside of the heap. The JVM's own metric of direct buffers includes neither the buffers
 * that the transport takes for itself, which Netty bounds by the value of {@code -XX:MaxDirectMemorySize}, nor segments
 * of arenas; this program allocates none of these, and maps files only. The resident memory includes everything.
 */
final class OffHeapMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private OffHeapMemory() {}

    static void register(MeterRegistry registry) {
        Gauge.builder("coprocessor_transport_direct_memory_bytes", OffHeapMemory::used)
                .description("memory outside of the heap that the transport has for its buffers")
                .register(registry);
        Gauge.builder("coprocessor_transport_direct_memory_maximum_bytes", OffHeapMemory::maximum)
                .description("what the transport may have at most")
                .register(registry);
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct") || pool.getName().equals("mapped")) {
                part(pool.getName(), pool::getMemoryUsed, registry);
            }
        }
        part("transport", PlatformDependent::usedDirectMemory, registry);
        Gauge.builder("coprocessor_resident_memory_bytes", OffHeapMemory::resident)
                .description("memory of the process that is in RAM, in and outside of the heap; NaN if unknown")
                .register(registry);
    }

    private static void part(String name, Supplier<Number> bytes, MeterRegistry registry) {
        Gauge.builder("coprocessor_off_heap_memory_bytes", bytes)
                .description("memory outside of the heap: direct buffers of the JVM, mapped files, and buffers of the"
                        + " transport")
                .tag("part", name)
                .register(registry);
    }

    static double used() {
        return PlatformDependent.usedDirectMemory();
    }

    static double maximum() {
        return PlatformDependent.maxDirectMemory();
    }

    /** Resident memory as Linux counts it, in bytes. */
    static double resident() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }
}
