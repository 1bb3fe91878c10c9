package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.List;
import java.util.Locale;

/**
 * How an attack ended.
 *
 * @param before the second tenant's rate, undisturbed
 * @param during the same while the attack went on
 * @param after the same when it was over
 * @param peakMegabytes the most memory that a daemon had, and likewise for the others
 * @param faults what must not be; none if the attack was withstood
 * @param outcome what became of the attack's own calls
 */
record AttackResult(
        Attack attack,
        double before,
        double during,
        double after,
        int peakMegabytes,
        int peakThreads,
        int peakDescriptors,
        long logLines,
        List<String> faults,
        String outcome) {

    static final String HEADING = """
            | attack | tenant B: before, during, after | ratio | memory | threads | descriptors | log lines | verdict |
            |---|---|---|---|---|---|---|---|""";

    AttackResult {
        faults = List.copyOf(faults);
    }

    /** The rate during the attack as a part of the undisturbed one. */
    double ratio() {
        return during / ((before + after) / 2);
    }

    boolean withstood() {
        return faults.isEmpty();
    }

    /** A row of the table under {@link #HEADING}. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %.0f, %.0f, %.0f | %.2f | %,d MB | %,d | %,d | %,d | %s |",
                attack.name(),
                before,
                during,
                after,
                ratio(),
                peakMegabytes,
                peakThreads,
                peakDescriptors,
                logLines,
                withstood() ? "withstood" : "**" + String.join("; ", faults) + "**");
    }
}
