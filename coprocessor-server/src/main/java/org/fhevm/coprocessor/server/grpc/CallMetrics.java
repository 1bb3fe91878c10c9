package org.fhevm.coprocessor.server.grpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Buckets;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.TenantCounter;
import org.fhevm.coprocessor.server.usecase.RunningCalls;

/**
 * Counts of the calls of each method, their outcomes and durations, and the kinds of error with which they are refused.
 */
public final class CallMetrics {
    private final Metrics metrics;
    private final Map<String, Measured> calls;

    public CallMetrics(Metrics metrics) {
        this.metrics = metrics;
        this.calls = Arrays.stream(Call.values())
                .map(call -> new Measured(call, metrics))
                .collect(Collectors.toUnmodifiableMap(measured -> measured.call.method, Function.identity()));
    }

    /** Where the meters of calls are registered. */
    MeterRegistry registry() {
        return metrics.registry();
    }

    /** Shows the budgets that calls in flight use. */
    void observe(AdmittedCall.Budgets budgets) {
        gauge("coprocessor_calls_in_flight", "calls that are being served", budgets.calls());
        gauge("coprocessor_request_bytes_in_flight", "bytes of requests in flight", budgets.requestBytes());
        gauge("coprocessor_answer_bytes_in_flight", "bytes of answers in flight", budgets.answerBytes());
        runningGauge("running", budgets.running(), RunningCalls::running);
        runningGauge("waiting", budgets.running(), RunningCalls::waiting);
    }

    private void runningGauge(String state, RunningCalls calls, ToDoubleFunction<RunningCalls> value) {
        Gauge.builder("coprocessor_calls_running", calls, value)
                .description(
                        "calls that use a processor or a database connection, or wait for others of their tenant that do")
                .tag("state", state)
                .register(metrics.registry());
    }

    private void gauge(String name, String description, TenantBudget budget) {
        Gauge.builder(name, budget, TenantBudget::used).description(description).register(metrics.registry());
    }

    /** The caller of a call is known. */
    void identified(String method, TenantId tenant) {
        measured(method).tenants.add(tenant, 1);
    }

    /** A call of this method has come. */
    void began(String method) {
        metrics.increment(measured(method).call.made);
    }

    /** A call is over. */
    void ended(String method, Outcome outcome, Duration duration) {
        Measured measured = measured(method);
        if (outcome == Outcome.ERROR) {
            metrics.increment(measured.call.failed);
        }
        measured.durations.computeIfAbsent(outcome, measured::timer).record(duration);
    }

    /** A call is answered with an error of this kind. */
    void refused(String method, ErrorKind kind) {
        Objects.requireNonNull(measured(method).refusals.get(kind)).increment();
    }

    private Measured measured(String method) {
        Measured measured = calls.get(method);
        if (measured == null) {
            throw new IllegalArgumentException("no metrics are kept for calls of " + method);
        }
        return measured;
    }

    /** The end of a call. */
    enum Outcome {
        OK,
        ERROR,
        /** The caller no longer waits for the answer. */
        CANCELLED
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
        private final MeterRegistry registry;
        private final TenantCounter tenants;
        /** That of calls that were served is there from the beginning; the others appear with their first call. */
        private final Map<Outcome, Timer> durations = new ConcurrentHashMap<>();

        private final Map<ErrorKind, Counter> refusals = new EnumMap<>(ErrorKind.class);

        Measured(Call call, Metrics metrics) {
            this.call = call;
            this.registry = metrics.registry();
            this.tenants = new TenantCounter(
                    metrics, "coprocessor_tenant_calls", "calls of a tenant's callers", "method", call.method);
            durations.put(Outcome.OK, timer(Outcome.OK));
            for (ErrorKind kind : ErrorKind.values()) {
                refusals.put(kind, counter(kind));
            }
        }

        private Timer timer(Outcome outcome) {
            return Timer.builder("coprocessor_call_duration")
                    .description("time from the headers of a call to its end")
                    .tag("method", call.method)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(Buckets.CALLS.bounds())
                    .register(registry);
        }

        private Counter counter(ErrorKind kind) {
            return Counter.builder("coprocessor_calls_refused")
                    .description("calls answered with an error")
                    .tag("method", call.method)
                    .tag("kind", kind.label())
                    .register(registry);
        }
    }
}
