package org.fhevm.coprocessor.cli.computations;

import java.time.Duration;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.common.logging.PrintableText;

/** Descriptions of computations in the output of commands and on the status page. */
public final class Descriptions {
    private Descriptions() {}

    /** Operation and type of result: {@code add euint64}. */
    public static String operation(StoredComputation computation) {
        return FheNames.operation(computation.operationCode()) + " " + FheNames.type(computation.typeCode());
    }

    /** The state with its detail, in one phrase. */
    public static String state(Progress progress) {
        String detail = detail(progress);
        return switch (progress) {
            case Progress.Failed failed -> "failed: " + detail;
            case Progress.Done done -> progress.word();
            case Progress.Leased leased -> progress.word() + " " + detail;
            case Progress.Waiting waiting -> progress.word() + " " + detail;
            case Progress.Postponed postponed -> progress.word() + " " + detail;
            case Progress.Ready ready -> progress.word();
        };
    }

    /** The detail of a state; empty if its name tells everything. */
    static String detail(Progress progress) {
        return switch (progress) {
            case Progress.Done done -> "";
            case Progress.Failed(String reason, var root) -> PrintableText.of(reason);
            case Progress.Leased(String worker, Duration remaining) ->
                "by " + PrintableText.of(worker) + ", whose lease ends in " + time(remaining) + " unless renewed";
            case Progress.Waiting(var input, var unknown) ->
                "for " + input.hex() + (unknown == null ? "" : unknown(unknown));
            case Progress.Postponed(Duration remaining) -> "for its next attempt in " + time(remaining);
            case Progress.Ready ready -> "";
        };
    }

    private static String unknown(Progress.Unknown input) {
        return ", of which nothing is known, since " + time(input.since()) + "; fails in " + time(input.remaining());
    }

    /** The time in the largest unit that gives at least two, rounded down: {@code 90 s}, {@code 3 h}. */
    public static String time(Duration time) {
        if (time.toDays() >= 2) {
            return time.toDays() + " d";
        }
        if (time.toHours() >= 2) {
            return time.toHours() + " h";
        }
        return time.toMinutes() >= 2 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
