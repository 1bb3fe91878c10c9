package org.fhevm.coprocessor.common.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where spans are sent, and how many there may be.
 *
 * @param endpoint URL that takes OTLP over HTTP
 * @param serviceName by which the collector knows this process
 * @param ratio part of the calls without a trace of their caller that are traced, from 0 to 1
 * @param maximumPerSecond calls of one tenant that are traced in a second, and as many computations of one
 */
public record TracingConfig(URI endpoint, String serviceName, double ratio, int maximumPerSecond) {
    public static final String DEFAULT_SERVICE_NAME = "coprocessor";
    public static final double DEFAULT_RATIO = 1;
    public static final int DEFAULT_MAXIMUM_PER_SECOND = 100;

    /** As the specification of OTLP over HTTP has it. */
    private static final String PATH = "/v1/traces";

    public TracingConfig {
        if (serviceName.isBlank()) {
            throw new IllegalArgumentException("the service name of traces is empty");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("the ratio of traced calls must be between 0 and 1, got " + ratio);
        }
        Check.between("the maximum of traced calls in a second", 1, 1_000_000, maximumPerSecond);
    }

    /**
     * Reads the URL of a collector. One without a path gets the usual path.
     *
     * @throws IllegalArgumentException if it is no such URL, or has a password, which logs and process lists would show
     */
    public static URI endpoint(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the endpoint of traces is no URL: " + e.getReason(), e);
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the endpoint of traces must not have a user or a password");
        }
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "the endpoint of traces must begin with http:// or https://, got " + text);
        }
        boolean hasPath = url.getRawPath() != null && url.getRawPath().length() > 1;
        return hasPath ? url : url.resolve(PATH);
    }
}
