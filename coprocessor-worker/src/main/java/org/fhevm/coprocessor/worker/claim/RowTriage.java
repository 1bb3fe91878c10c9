package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.RowContents;
import org.jooq.DSLContext;

/**
 * Sets aside locked rows that need no computing, and decodes the others. Collects what a claim has to write about the
 * rows that it set aside. For one claim.
 */
final class RowTriage {
    private final DSLContext transaction;
    private final int maximumAttempts;
    private final ClaimReadings readings;
    private final Predicate<TenantHandle> computedHere;
    private final Map<TenantHandle, QueueRow> rows = new HashMap<>();
    private final List<Failure> failed = new ArrayList<>();
    private final List<QueueRow> stored = new ArrayList<>();
    private final List<QueueRow> unnameable = new ArrayList<>();
    private final List<TenantId> malformed = new ArrayList<>();

    /**
     * @param maximumAttempts workers lost under a computation after which it is given up
     * @param computedHere whether this process computes a value already
     */
    RowTriage(
            DSLContext transaction, int maximumAttempts, ClaimReadings readings, Predicate<TenantHandle> computedHere) {
        this.transaction = transaction;
        this.maximumAttempts = maximumAttempts;
        this.readings = readings;
        this.computedHere = computedHere;
    }

    /**
     * Decodes rows. A row whose result is stored is left out, whatever it says: its consumers read the stored value,
     * also those of the same claim.
     */
    List<QueuedComputation> readable(List<QueueRow> locked) {
        List<QueueRow> decodable = locked.stream().filter(this::isDecodable).toList();
        readings.add(decodable);
        List<QueuedComputation> readable = new ArrayList<>();
        for (RowDecoding decoding : new RowContents(transaction).of(decodable)) {
            switch (decoding) {
                case RowDecoding.Decoded(QueuedComputation computation) -> readable.add(computation);
                case RowDecoding.Undecodable(TenantHandle output, String reason) -> {
                    failed.add(Failure.ofItself(output, reason));
                    malformed.add(output.tenant());
                }
            }
        }
        return readable;
    }

    private boolean isDecodable(QueueRow row) {
        if (row.excess().isPresent()) {
            unnameable.add(row);
            malformed.add(row.output().tenant());
            return false;
        }
        // A lease of our own that ran out while the computation goes on is no reason to begin it again.
        if (computedHere.test(row.output()) || rows.putIfAbsent(row.output(), row) != null) {
            return false;
        }
        if (row.isStored()) {
            stored.add(row);
            return false;
        }
        if (row.lostLeases() >= maximumAttempts) {
            String reason = "given up: " + row.lostLeases() + " workers died or fell silent with it in flight";
            failed.add(Failure.ofItself(row.output(), reason));
            return false;
        }
        return true;
    }

    /** The row of a computation that {@link #readable} returned. */
    QueueRow row(QueuedComputation computation) {
        return Objects.requireNonNull(rows.get(computation.output()), "every computation came from a row");
    }

    /** Rows that cannot be decoded, or that too many workers were lost under. */
    List<Failure> failed() {
        return failed;
    }

    /** Rows whose results are stored. */
    List<QueueRow> stored() {
        return stored;
    }

    /** Rows whose names are too long to be read. */
    List<QueueRow> unnameable() {
        return unnameable;
    }

    /** The tenant of each malformed row, once for each row. */
    List<TenantId> malformed() {
        return malformed;
    }
}
