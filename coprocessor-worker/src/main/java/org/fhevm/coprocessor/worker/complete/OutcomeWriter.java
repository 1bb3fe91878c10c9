package org.fhevm.coprocessor.worker.complete;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.claim.CompletionMarks;
import org.fhevm.coprocessor.worker.claim.FailureMarks;
import org.fhevm.coprocessor.worker.claim.HandleArrays;
import org.fhevm.coprocessor.worker.claim.RowPlaces;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Writes outcomes in one transaction, as far as the leases under which they were computed still hold. */
public final class OutcomeWriter {
    private final Transactions transactions;
    private final UUID worker;

    public OutcomeWriter(Transactions transactions, UUID worker) {
        this.transactions = transactions;
        this.worker = worker;
    }

    /**
     * What was written and what not.
     *
     * @param writtenBefore stands in the rows already, under the same leases: an earlier attempt was committed, and its answer
     *     was lost
     * @param locked rows are ours, but somebody else has them locked; worth another try
     * @param lost the lease is another's, or the row is finished otherwise, and nothing was written
     */
    public record Written(
            List<Outcome> written, List<Outcome> writtenBefore, List<Outcome> locked, List<Outcome> lost) {}

    /**
     * Writes what can be written, and announces the results and failures among it to servers whose callers wait for
     * them.
     *
     * @throws org.jooq.exception.DataAccessException if nothing could, as far as is known
     */
    public Written write(Collection<Outcome> outcomes) {
        Written result = transactions.call(transaction -> write(transaction, outcomes));
        announce(result);
        return result;
    }

    /** Those written before as well: if that announcement failed, this one repeats it. */
    private void announce(Written result) {
        Set<TenantId> tenants = Stream.concat(result.written().stream(), result.writtenBefore().stream())
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
            case Outcome.Postponed postponed -> false;
            case Outcome.Returned returned -> false;
        };
    }

    private Written write(DSLContext transaction, Collection<Outcome> outcomes) {
        Map<TenantHandle, LeasedRow> rows = rows(transaction, outcomes, """
                and lease_worker = {3} and least(not is_completed, not is_error)
                limit 1
                for update skip locked
                """);
        List<Outcome> written = new ArrayList<>();
        List<Outcome> others = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            (isHeld(outcome, rows) ? written : others).add(outcome);
        }
        apply(transaction, written, rows);

        Written result = new Written(written, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<TenantHandle, LeasedRow> present = others.isEmpty() ? Map.of() : rows(transaction, others, "limit 1");
        for (Outcome outcome : others) {
            if (isHeld(outcome, present)) {
                result.locked().add(outcome);
            } else if (isWritten(outcome, present)) {
                result.writtenBefore().add(outcome);
            } else {
                result.lost().add(outcome);
            }
        }
        return result;
    }

    /** A row as the last lease of it was left. */
    private record LeasedRow(int epoch, boolean isOurs, boolean isCompleted, boolean isError, String place) {}

    private static boolean isHeld(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        LeasedRow row = rows.get(outcome.lease().output());
        return row != null
                && row.epoch() == outcome.lease().epoch()
                && row.isOurs()
                && !row.isCompleted()
                && !row.isError();
    }

    private static boolean isWritten(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        LeasedRow row = rows.get(outcome.lease().output());
        if (row == null || row.epoch() != outcome.lease().epoch()) {
            return false;
        }
        return switch (outcome) {
            case Outcome.Computed computed -> row.isCompleted();
            case Outcome.Failed failed -> row.isError();
            case Outcome.Postponed postponed -> !row.isOurs();
            case Outcome.Returned returned -> !row.isOurs();
        };
    }

    /** The rows that still have the epochs of these outcomes' leases. */
    private Map<TenantHandle, LeasedRow> rows(DSLContext transaction, Collection<Outcome> outcomes, String condition) {
        HandleArrays keys = keys(outcomes);
        Result<Record> found = transaction
                .resultQuery(
                        """
                        select row.*
                        from unnest({0}, {1}, {2}) as lease(tenant_id, handle, epoch)
                        cross join lateral (
                            select ctid::text as place, tenant_id, output_handle, lease_epoch, is_completed, is_error,
                                   coalesce(lease_worker = {3}, false) as is_ours
                            from computations
                            where tenant_id = lease.tenant_id and output_handle = lease.handle and lease_epoch = lease.epoch
                            %s
                        ) as row
                        """.formatted(condition),
                        keys.tenants(),
                        keys.handles(),
                        SqlArray.ofIntegers(outcomes.stream()
                                .map(outcome -> outcome.lease().epoch())
                                .toList()),
                        DSL.val(worker))
                .fetch();
        Map<TenantHandle, LeasedRow> rows = new HashMap<>();
        found.forEach(row -> rows.put(
                new TenantHandle(
                        new TenantId(row.get("tenant_id", Integer.class)),
                        Handle.ofAnyLength(row.get("output_handle", byte[].class))),
                new LeasedRow(
                        row.get("lease_epoch", Integer.class),
                        row.get("is_ours", Boolean.class),
                        row.get("is_completed", Boolean.class),
                        row.get("is_error", Boolean.class),
                        row.get("place", String.class))));
        return rows;
    }

    private static void apply(DSLContext transaction, List<Outcome> outcomes, Map<TenantHandle, LeasedRow> rows) {
        Set<String> computed = new LinkedHashSet<>();
        List<FailureMarks.Failure> failures = new ArrayList<>();
        List<Outcome.Postponed> postponed = new ArrayList<>();
        List<Outcome> returned = new ArrayList<>();
        // In order, as the repository wants it of who stores more than once.
        SortedMap<TenantId, List<NewCiphertext>> ciphertexts = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Computed result -> {
                    TenantHandle output = result.lease().output();
                    computed.add(place(result, rows));
                    ciphertexts
                            .computeIfAbsent(output.tenant(), tenant -> new ArrayList<>())
                            .add(NewCiphertext.computed(output.handle(), result.type(), result.ciphertext()));
                }
                case Outcome.Failed failed -> failures.add(failed.failure());
                case Outcome.Postponed pause -> postponed.add(pause);
                case Outcome.Returned row -> returned.add(row);
            }
        }
        CiphertextRepository repository = new CiphertextRepository(transaction);
        ciphertexts.forEach(repository::insert);
        CompletionMarks.set(transaction, computed);
        FailureMarks.set(transaction, failures);
        postpone(transaction, postponed, rows);
        giveBack(transaction, returned, rows);
    }

    private static void postpone(
            DSLContext transaction, List<Outcome.Postponed> outcomes, Map<TenantHandle, LeasedRow> rows) {
        if (outcomes.isEmpty()) {
            return;
        }
        Field<Long[]> pauses = SqlArray.ofLongs(
                outcomes.stream().map(outcome -> outcome.pause().toMillis()).toList());
        Field<Integer[]> attempts = SqlArray.ofIntegers(outcomes.stream()
                .map(outcome -> outcome.lease().attemptsWithThis())
                .toList());
        transaction.execute("""
                update computations
                set lease_worker = null, attempts = postponed.attempts,
                    next_attempt_at = now() + postponed.milliseconds * interval '1 millisecond'
                from unnest({0}, {1}, {2}) as postponed(place, attempts, milliseconds)
                where computations.ctid = postponed.place
                """, places(outcomes, rows), attempts, pauses);
    }

    private static void giveBack(DSLContext transaction, List<Outcome> outcomes, Map<TenantHandle, LeasedRow> rows) {
        if (outcomes.isEmpty()) {
            return;
        }
        transaction.execute("""
                update computations
                set lease_worker = null
                from unnest({0}) as returned(place)
                where computations.ctid = returned.place
                """, places(outcomes, rows));
    }

    private static Field<String[]> places(List<? extends Outcome> outcomes, Map<TenantHandle, LeasedRow> rows) {
        return RowPlaces.of(
                outcomes.stream().map(outcome -> place(outcome, rows)).toList());
    }

    private static String place(Outcome outcome, Map<TenantHandle, LeasedRow> rows) {
        return Objects.requireNonNull(rows.get(outcome.lease().output()), "only rows that are held are written")
                .place();
    }

    private static HandleArrays keys(Collection<? extends Outcome> outcomes) {
        return HandleArrays.of(
                outcomes.stream().map(outcome -> outcome.lease().output()).toList());
    }
}
