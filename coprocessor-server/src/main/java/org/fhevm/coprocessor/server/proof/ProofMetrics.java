package org.fhevm.coprocessor.server.proof;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;

/** Metrics of the proofs of inputs. */
public final class ProofMetrics {
    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter remembered;
    private final Timer checks;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public ProofMetrics(Policy policy, MeterRegistry registry) {
        this.registry = registry;
        for (Policy each : Policy.values()) {
            Gauge.builder("coprocessor_input_proof_policy", () -> each == policy ? 1 : 0)
                    .description("1 for the policy for proofs of inputs that is in effect, 0 for the others")
                    .tag("policy", each.toString())
                    .register(registry);
        }
        accepted = Counter.builder("coprocessor_input_proofs_accepted")
                .description("input lists whose proofs were checked and accepted")
                .register(registry);
        remembered = Counter.builder("coprocessor_input_proofs_remembered")
                .description("input lists whose proofs were accepted before for the same user and contract")
                .register(registry);
        checks = Timer.builder("coprocessor_input_proof_checks")
                .description("checks of proofs, each of one or several input lists of a tenant")
                .register(registry);
        for (Refusal reason : Refusal.values()) {
            refused.put(
                    reason,
                    Counter.builder("coprocessor_input_proofs_refused")
                            .description("input lists that were refused because of their encoding or their proofs")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Registers the number of lists whose proofs wait to be checked. */
    public void registerWaiting(Supplier<Number> waiting) {
        Gauge.builder("coprocessor_input_proofs_waiting", waiting)
                .description("input lists whose proofs wait to be checked")
                .register(registry);
    }

    public void accepted() {
        accepted.increment();
    }

    public void remembered() {
        remembered.increment();
    }

    public void refused(Refusal reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    public void checked(Duration time) {
        checks.record(time);
    }

    /** The reason why an input is refused. */
    public enum Refusal {
        /** Not a list in its one encoding under the tenant's parameters. */
        MALFORMED,
        /** Not of the shape that the tenant's public parameters prove. */
        WRONG_SHAPE,
        /** A point that is not in its group, or not in its one encoding. */
        INVALID_POINT,
        /** A proof of another statement, or an invalid one. */
        FALSE_PROOF,
        /** The tenant has no public parameters. */
        NO_PARAMETERS
    }
}
