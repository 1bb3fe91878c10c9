package org.fhevm.coprocessor.server.grpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;

/** How often each call is made, how often it fails, and how long it takes. */
public final class CallMetrics {

    private final Metrics metrics;
    private final Map<String, Measured> calls;

    public CallMetrics(Metrics metrics) {
        this.metrics = metrics;
        this.calls = Arrays.stream(Call.values())
                .map(call -> new Measured(call, metrics.registry()))
                .collect(Collectors.toUnmodifiableMap(measured -> measured.call.method, Function.identity()));
    }

    /** A call of this method has come. */
    void began(String method) {
        metrics.increment(measured(method).call.made);
    }

    /** It has been answered. */
    void ended(String method, boolean succeeded, Duration duration) {
        Measured measured = measured(method);
        if (succeeded) {
            measured.successes.record(duration);
        } else {
            metrics.increment(measured.call.failed);
            measured.failures.record(duration);
        }
    }

    private Measured measured(String method) {
        Measured measured = calls.get(method);
        if (measured == null) {
            throw new IllegalArgumentException("no metrics are kept for calls of " + method);
        }
        return measured;
    }

    private enum Call {
        ASYNC_COMPUTE("AsyncCompute", LegacyCounter.ASYNC_COMPUTE_COUNT, LegacyCounter.ASYNC_COMPUTE_ERRORS),
        UPLOAD_INPUTS("UploadInputs", LegacyCounter.UPLOAD_INPUTS_COUNT, LegacyCounter.UPLOAD_INPUTS_ERRORS),
        GET_CIPHERTEXTS("GetCiphertexts", LegacyCounter.GET_CIPHERTEXTS_COUNT, LegacyCounter.GET_CIPHERTEXTS_ERRORS),
        TRIVIAL_ENCRYPT(
                "TrivialEncryptCiphertexts", LegacyCounter.TRIVIAL_ENCRYPT_COUNT, LegacyCounter.TRIVIAL_ENCRYPT_ERRORS);

        private final String method;
        private final LegacyCounter made;
        private final LegacyCounter failed;

        Call(String method, LegacyCounter made, LegacyCounter failed) {
            this.method = method;
            this.made = made;
            this.failed = failed;
        }
    }

    private static final class Measured {
        private final Call call;
        private final Timer successes;
        private final Timer failures;

        Measured(Call call, MeterRegistry registry) {
            this.call = call;
            this.successes = timer(call, registry, "ok");
            this.failures = timer(call, registry, "error");
        }

        private static Timer timer(Call call, MeterRegistry registry, String outcome) {
            return Timer.builder("coprocessor_call_duration")
                    .description("time from the headers of a call to its answer")
                    .tag("method", call.method)
                    .tag("outcome", outcome)
                    .publishPercentileHistogram()
                    .register(registry);
        }
    }
}
