package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Runs in a process of its own, since the JVM reads the number once. */
class CarrierThreadsTest {

    @Test
    void virtualThreadsThatComputeLeaveCarriersForOthers() throws Exception {
        Process process = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "--class-path",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Busy.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends with 0 if a virtual thread is served while one for each processor computes. */
    static final class Busy {
        private Busy() {}

        public static void main(String[] args) throws InterruptedException {
            CarrierThreads.provide();
            AtomicBoolean over = new AtomicBoolean();
            int processors = Runtime.getRuntime().availableProcessors();
            CountDownLatch computing = new CountDownLatch(processors);
            for (int i = 0; i < processors; i++) {
                Thread.startVirtualThread(() -> {
                    computing.countDown();
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            CountDownLatch served = new CountDownLatch(1);
            boolean all = computing.await(20, TimeUnit.SECONDS);
            Thread.startVirtualThread(served::countDown);
            boolean isServed = served.await(20, TimeUnit.SECONDS);
            over.set(true);
            System.exit(all && isServed ? 0 : 1);
        }
    }
}
