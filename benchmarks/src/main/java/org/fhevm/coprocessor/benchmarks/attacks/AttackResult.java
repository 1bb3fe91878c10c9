package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of an attack.
 *
 * @param before the second tenant's rate, undisturbed
 * @param during the same during the attack
 * @param after the same after it
 * @param peakMegabytes the largest memory of a daemon, and likewise for the others
 * @param faults all faults but the second tenant's rate, which depends on the machine as well
 * @param outcome counts of the attack's own calls
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

    private static final double PART_TO_KEEP = 0.5;

    AttackResult {
        faults = List.copyOf(faults);
    }

    /** The rate during the attack as a part of the undisturbed one. */
    double ratio() {
        return during / ((before + after) / 2);
    }

    /** Whether there are no faults, and the second tenant kept at least half of its rate and has it back. */
    boolean withstood() {
        return verdict().isEmpty();
    }

    private List<String> verdict() {
        List<String> all = new ArrayList<>(faults);
        // Written so that NaN is a fault, too.
        if (!(ratio() >= PART_TO_KEEP)) {
            all.add(String.format(Locale.ROOT, "second tenant keeps %.0f %%", 100 * ratio()));
        }
        if (!(after >= PART_TO_KEEP * before)) {
            all.add("does not recover");
        }
        return all;
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
                withstood() ? "withstood" : "**" + String.join("; ", verdict()) + "**");
    }
}
