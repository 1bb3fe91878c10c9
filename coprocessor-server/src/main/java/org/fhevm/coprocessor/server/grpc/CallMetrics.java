package org.fhevm.coprocessor.server.grpc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How often each call is made, how often it fails, and how long it takes.
 *
 * <p>The two counts of a call keep the names that dashboards of the original query. They are gauges although they only
 * grow: a counter would be shown under its name with {@code _total} behind it.
 */
public final class CallMetrics {

    private static final Map<String, String> LEGACY_NAMES = Map.of(
            "AsyncCompute", "coprocessor_async_compute",
            "UploadInputs", "coprocessor_upload_inputs",
            "GetCiphertexts", "coprocessor_get_ciphertexts",
            "TrivialEncryptCiphertexts", "coprocessor_trivial_encrypt");

    private final Map<String, CallCounts> counts;

    public CallMetrics(MeterRegistry registry) {
        this.counts = LEGACY_NAMES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> new CallCounts(registry, entry.getKey(), entry.getValue())));
    }

    void began(String method) {
        CallCounts call = counts.get(method);
        if (call != null) {
            call.made.increment();
        }
    }

    void ended(String method, boolean succeeded, Duration duration) {
        CallCounts call = counts.get(method);
        if (call == null) {
            return;
        }
        if (!succeeded) {
            call.failed.increment();
        }
        (succeeded ? call.successes : call.failures).record(duration);
    }

    private static final class CallCounts {
        private final LongAdder made = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final Timer successes;
        private final Timer failures;

        CallCounts(MeterRegistry registry, String method, String legacy) {
            Gauge.builder(legacy + "_count", made, LongAdder::sum).register(registry);
            Gauge.builder(legacy + "_errors", failed, LongAdder::sum).register(registry);
            successes = timer(registry, method, "ok");
            failures = timer(registry, method, "error");
        }

        private static Timer timer(MeterRegistry registry, String method, String outcome) {
            return Timer.builder("coprocessor_call")
                    .description("Time from the headers of a call to its answer")
                    .tag("method", method)
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }
}
