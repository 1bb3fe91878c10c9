package org.fhevm.coprocessor.benchmarks.coldstart;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.benchmarks.process.StartingDaemon;

/** A worker process that has just been started. */
final class FreshWorker implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(120);
    private static final Duration POLL_PERIOD = Duration.ofMillis(5);

    private final Process process;
    private final InetSocketAddress metrics;
    private final Path log;

    private FreshWorker(Process process, InetSocketAddress metrics, Path log) {
        this.process = process;
        this.metrics = metrics;
        this.log = log;
    }

    /** @param log where the output of the process goes */
    static FreshWorker start(Variant variant, Path log) throws IOException {
        InetSocketAddress metrics = StartingDaemon.freeAddress();
        ProcessBuilder builder = new ProcessBuilder(
                        variant.launcher(), "run", "--run-bg-worker", "--metrics-addr", StartingDaemon.text(metrics))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("COPROCESSOR_JAVA_OPTIONS", variant.javaOptions());
        return new FreshWorker(builder.start(), metrics, log);
    }

    void awaitReady() throws InterruptedException {
        StartingDaemon.awaitReady(process, metrics, log, START_TIME, POLL_PERIOD);
    }

    /** Processor time of the process until now. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
