package org.fhevm.coprocessor.common.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which program a process runs, and whether it is well. */
public final class ProcessMetrics {
    private static final String UNKNOWN = "unknown";

    private ProcessMetrics() {}

    /**
     * Registers build and health of this process.
     *
     * @param version the program's name and version, as {@code /version} answers
     */
    public static void register(Metrics metrics, Health health, String version) {
        MeterRegistry registry = metrics.registry();
        Info.builder()
                .name("coprocessor_build_info")
                .help("1; its labels name the version, the commit that it was built from, and Java's version")
                .labelNames("version", "commit", "java")
                .register(metrics.prometheus())
                .addLabelValues(
                        version.replaceFirst("^coprocessor ", ""),
                        commit(),
                        Runtime.version().toString());
        gauge(
                "coprocessor_ready",
                "1 while the process can work, as /readyz says",
                registry,
                () -> health.readinessProblems().isEmpty());
        gauge(
                "coprocessor_alive",
                "1 unless only a restart helps, as /livez says",
                registry,
                () -> health.livenessProblems().isEmpty());
    }

    private static void gauge(String name, String description, MeterRegistry registry, Supplier<Boolean> isWell) {
        Gauge.builder(name, () -> isWell.get() ? 1 : 0).description(description).register(registry);
    }

    /** The commit that the build was given; unknown in a build without Git. */
    static String commit() {
        try (InputStream file = ProcessMetrics.class.getResourceAsStream("build.properties")) {
            return commit(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commit(@Nullable InputStream file) throws IOException {
        if (file == null) {
            return UNKNOWN;
        }
        Properties properties = new Properties();
        properties.load(file);
        String commit = properties.getProperty("commit", UNKNOWN);
        // The build tool replaces the name of the property; other tools copy the file as it is.
        return commit.matches("[0-9a-f]{7,64}") ? commit : UNKNOWN;
    }
}
