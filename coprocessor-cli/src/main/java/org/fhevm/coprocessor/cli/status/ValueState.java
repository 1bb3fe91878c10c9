package org.fhevm.coprocessor.cli.status;

import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.jspecify.annotations.Nullable;

/**
 * The state of a value in two words.
 *
 * @param kind class of the stylesheet: {@code good}, {@code bad}, {@code busy} or {@code idle}
 * @param word {@code done}, {@code stored}, {@code waiting} and the like
 * @param operation a blank and the operation that computes the value; empty if it is not computed
 */
record ValueState(String kind, String word, String operation) {
    /** @param value null if nothing is known */
    static ValueState of(@Nullable Known value) {
        if (value == null) {
            return new ValueState("idle", "not examined", "");
        }
        return value.computation()
                .map(ValueState::of)
                .orElseGet(() ->
                        value.stored() ? new ValueState("good", "stored", "") : new ValueState("bad", "unknown", ""));
    }

    private static ValueState of(StoredComputation computation) {
        Progress progress = computation.progress();
        return new ValueState(kind(progress), progress.word(), " " + FheNames.operation(computation.operationCode()));
    }

    private static String kind(Progress progress) {
        return switch (progress) {
            case Progress.Done done -> "good";
            case Progress.Failed failed -> "bad";
            case Progress.Leased leased -> "busy";
            case Progress.Waiting waiting -> "idle";
            case Progress.Postponed postponed -> "bad";
            case Progress.Ready ready -> "idle";
        };
    }
}
