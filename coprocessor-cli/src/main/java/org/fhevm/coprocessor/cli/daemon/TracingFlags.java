package org.fhevm.coprocessor.cli.daemon;

import org.fhevm.coprocessor.common.config.TracingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Flags of traces. The variables {@code OTEL_…} of fhevm 0.6 are not read: its programs trace always, over another
 * protocol, so an installation may have them without a collector that takes this one.
 */
final class TracingFlags {
    @Option(
            names = "--tracing-endpoint",
            paramLabel = "URL",
            description = "Send traces of calls and computations there, by OTLP over HTTP. Default: no traces")
    private @Nullable String endpoint;

    @Option(
            names = "--tracing-service-name",
            paramLabel = "NAME",
            description = "The name of this process in traces. Default: ${DEFAULT-VALUE}")
    private String serviceName = TracingConfig.DEFAULT_SERVICE_NAME;

    @Option(
            names = "--tracing-ratio",
            paramLabel = "PART",
            description = "Which part of the calls without a trace of their caller is traced, from 0 to 1."
                    + " Default: ${DEFAULT-VALUE}")
    private double ratio = TracingConfig.DEFAULT_RATIO;

    @Option(
            names = "--tracing-maximum-per-second",
            paramLabel = "N",
            description = "Most calls of one tenant that are traced in a second, and as many of its computations."
                    + " Default: ${DEFAULT-VALUE}")
    private int maximumPerSecond = TracingConfig.DEFAULT_MAXIMUM_PER_SECOND;

    @Nullable
    TracingConfig tracing() {
        return endpoint == null || endpoint.isBlank()
                ? null
                : new TracingConfig(TracingConfig.endpoint(endpoint), serviceName, ratio, maximumPerSecond);
    }
}
