package org.fhevm.coprocessor.benchmarks.attacks;

import io.grpc.Status;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the outcomes of the calls, frames and connections of an attack. */
final class Outcomes {
    private static final int LONGEST_REASON = 90;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private volatile String lastReason = "";

    void sent() {
        sent.incrementAndGet();
    }

    void served() {
        served.incrementAndGet();
    }

    void refused(Status status) {
        refused.incrementAndGet();
        reason(status.getCode() + ": " + status.getDescription());
    }

    void refused() {
        refused.incrementAndGet();
    }

    /** A connection ended. */
    void cutOff(Exception reason) {
        cutOff.incrementAndGet();
        reason(String.valueOf(reason.getMessage()));
    }

    /** Remembers a reason to be shown. */
    void reason(String text) {
        String line = text.replaceAll("\\s+", " ");
        lastReason = line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    String summary() {
        String counts = String.format(
                Locale.ROOT,
                "%,d sent, %,d served, %,d refused, %,d connections ended",
                sent.get(),
                served.get(),
                refused.get(),
                cutOff.get());
        return lastReason.isEmpty() ? counts : counts + " (" + lastReason + ")";
    }
}
