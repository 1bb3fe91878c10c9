package org.fhevm.coprocessor.worker.complete;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.queue.CompletionMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.coprocessor.worker.queue.LeaseMarks;
import org.fhevm.coprocessor.worker.queue.LeasedRow;
import org.jooq.DSLContext;

/** Writes outcomes in one transaction, for computations whose leases still hold. */
public final class OutcomeWriter {
    private final Transactions transactions;
    private final UUID worker;

    public OutcomeWriter(Transactions transactions, UUID worker) {
        this.transactions = transactions;
        this.worker = worker;
    }

    /**
     * Writes the outcomes that can be written. Announces results and failures to servers whose callers wait for them,
     * and released computations to all workers.
     *
     * @throws org.jooq.exception.DataAccessException if the outcomes were not written, as far as is known, or not
     *     announced. The caller repeats the call, which recognizes what was written
     */
    public Written write(Collection<Outcome> outcomes) {
        Written result = transactions.call(transaction -> write(transaction, outcomes));
        announce(result);
        return result;
    }

    /** Includes outcomes that were written before: if their announcement failed, this one repeats it. */
    private void announce(Written result) {
        Set<TenantId> tenants = Stream.of(result.written(), result.writtenBefore(), result.writtenByOthers())
                .flatMap(List::stream)
                .filter(OutcomeWriter::isFinal)
                .map(outcome -> outcome.lease().output().tenant())
                .collect(Collectors.toSet());
        if (!tenants.isEmpty()) {
            transactions.announce(CiphertextsAvailable.CHANNEL, CiphertextsAvailable.payload(tenants));
        }
    }

    private static boolean isFinal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Computed computed -> true;
            case Outcome.Failed failed -> true;
            case Outcome.Retried retried -> false;
            case Outcome.Released released -> false;
        };
    }

    private Written write(DSLContext transaction, Collection<Outcome> outcomes) {
        Map<TenantHandle, LeasedRow> rows = LeasedRow.lock(transaction, worker, leases(outcomes));
        List<Outcome> written = new ArrayList<>();
        List<Outcome> others = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            (isHeld(outcome, rows) ? written : others).add(outcome);
        }
        apply(transaction, written, rows);

        Written result =
                new Written(written, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<TenantHandle, LeasedRow> present = LeasedRow.find(transaction, worker, leases(others));
        for (Outcome outcome : others) {
            if (isHeld(outcome, present)) {
                result.locked().add(outcome);
            } else if (isWritten(outcome, present)) {
                result.writtenBefore().add(outcome);
            } else if (isWrittenByOthers(outcome, present)) {
                result.writtenByOthers().add(outcome);
            } else {
                result.lost().add(outcome);
            }
        }
        return result;
    }

    private static List<Lease> leases(Collection<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::lease).toList();
    }

    private static boolean isHeld(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        LeasedRow row = rows.get(outcome.lease().output());
        return row != null
                && row.epoch() == outcome.lease().epoch()
                && row.isOurs()
                && !row.isCompleted()
                && !row.isError();
    }

    /** Whether this worker has written the outcome: it ends its lease whenever it writes one. */
    private static boolean isWritten(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        LeasedRow row = rows.get(outcome.lease().output());
        return row != null
                && row.epoch() == outcome.lease().epoch()
                && !row.isOurs()
                && switch (outcome) {
                    case Outcome.Computed computed -> row.isCompleted();
                    case Outcome.Failed failed -> row.isError();
                    case Outcome.Retried retried -> true;
                    case Outcome.Released released -> true;
                };
    }

    /** Whether the row has ended in the same way, and under the lease: a reference worker knows of no leases. */
    private static boolean isWrittenByOthers(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        LeasedRow row = rows.get(outcome.lease().output());
        return row != null
                && row.epoch() == outcome.lease().epoch()
                && row.isOurs()
                && switch (outcome) {
                    case Outcome.Computed computed -> row.isCompleted();
                    case Outcome.Failed failed -> row.isError();
                    case Outcome.Retried retried -> false;
                    case Outcome.Released released -> false;
                };
    }

    private static void apply(DSLContext transaction, List<Outcome> outcomes, Map<TenantHandle, LeasedRow> rows) {
        Set<String> computed = new LinkedHashSet<>();
        List<FailureMarks.Failure> failures = new ArrayList<>();
        List<LeaseMarks.Pause> pauses = new ArrayList<>();
        List<String> released = new ArrayList<>();
        // In order of tenants, as the repository requires of callers that store more than once.
        SortedMap<TenantId, List<NewCiphertext>> ciphertexts = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            String locator = locator(outcome, rows);
            switch (outcome) {
                case Outcome.Computed result -> {
                    TenantHandle output = result.lease().output();
                    computed.add(locator);
                    ciphertexts
                            .computeIfAbsent(output.tenant(), tenant -> new ArrayList<>())
                            .add(NewCiphertext.computed(output.handle(), result.type(), result.ciphertext()));
                }
                case Outcome.Failed failed -> failures.add(failed.failure());
                case Outcome.Retried(Lease lease, Duration pause) ->
                    pauses.add(new LeaseMarks.Pause(locator, lease.attemptsWithThis(), pause));
                case Outcome.Released row -> released.add(locator);
            }
        }
        CiphertextRepository repository = new CiphertextRepository(transaction);
        ciphertexts.forEach(repository::insert);
        CompletionMarks.set(transaction, computed);
        FailureMarks.set(transaction, failures);
        LeaseMarks.pause(transaction, pauses);
        LeaseMarks.release(transaction, released);
        if (!released.isEmpty()) {
            new ComputationRepository(transaction).announceWork();
        }
    }

    private static String locator(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        return Objects.requireNonNull(rows.get(outcome.lease().output()), "only rows that are held are written")
                .locator();
    }

    /**
     * What was written and what not.
     *
     * @param writtenBefore written already under the same leases: an earlier attempt was committed, and its answer was
     *     lost
     * @param writtenByOthers a worker that knows of no leases, as the reference's, ended the computation in the same
     *     way first; nothing was written
     * @param locked this worker has the leases, but another transaction has locked the rows; worth another try
     * @param lost another worker has the lease, or the row ended otherwise; nothing was written
     */
    public record Written(
            List<Outcome> written,
            List<Outcome> writtenBefore,
            List<Outcome> writtenByOthers,
            List<Outcome> locked,
            List<Outcome> lost) {}
}
