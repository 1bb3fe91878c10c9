package org.fhevm.coprocessor.common.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts lines by what became of them. */
final class AuditMetrics {
    private final Counter written;
    private final Counter lost;
    private final Counter refused;
    private final Counter leftOut;

    AuditMetrics(MeterRegistry registry) {
        this.written = counter(registry, "written");
        this.lost = counter(registry, "lost");
        this.refused = counter(registry, "refused");
        this.leftOut = counter(registry, "left_out");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("coprocessor_audit_lines")
                .description(
                        "lines of the audit log: written, lost because the file could not be written in time, refused"
                                + " together with their calls for the same reason, or left out because too many calls of a tenant"
                                + " failed")
                .tag("outcome", outcome)
                .register(registry);
    }

    void written(int lines) {
        written.increment(lines);
    }

    void lost(int lines) {
        lost.increment(lines);
    }

    /** A call is refused because its line cannot be written. */
    void refused() {
        refused.increment();
    }

    void leftOut() {
        leftOut.increment();
    }
}
