package org.fhevm.coprocessor.common.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Listening addresses: read, or refused with a message. The JDK looks names up, so {@code benchmarks/fuzz} runs the JVM
 * without DNS.
 */
class ListenAddressFuzzTest {
    @FuzzTest
    void address(byte[] data) {
        try {
            int port = ListenAddress.parse(new String(data, StandardCharsets.UTF_8))
                    .getPort();
            if (port < 0 || port > 65535) {
                throw new AssertionError("port " + port);
            }
        } catch (IllegalArgumentException e) {
            // refused
        }
    }
}
