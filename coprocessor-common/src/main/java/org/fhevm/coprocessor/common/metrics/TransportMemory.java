package org.fhevm.coprocessor.common.metrics;

import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The memory outside of the heap that the transport takes for its buffers. The JVM's own metric of direct buffers does
 * not include it, and the JVM does not bound it. Netty does, by the value of {@code -XX:MaxDirectMemorySize}.
 */
final class TransportMemory {
    private TransportMemory() {}

    static void register(MeterRegistry registry) {
        Gauge.builder("coprocessor_transport_direct_memory_bytes", TransportMemory::used)
                .description("memory outside of the heap that the transport has for its buffers")
                .register(registry);
        Gauge.builder("coprocessor_transport_direct_memory_maximum_bytes", TransportMemory::maximum)
                .description("what the transport may have at most")
                .register(registry);
    }

    static double used() {
        return PlatformDependent.usedDirectMemory();
    }

    static double maximum() {
        return PlatformDependent.maxDirectMemory();
    }
}
