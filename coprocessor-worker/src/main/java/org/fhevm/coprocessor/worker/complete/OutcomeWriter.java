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
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.claim.FailureMarks;
import org.fhevm.coprocessor.worker.claim.HandleArrays;
import org.fhevm.coprocessor.worker.claim.RowPlaces;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

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
     * @param locked rows are ours, but somebody else has them locked; worth another try
     * @param lost the lease is another's, or the row is finished, and nothing was written
     */
    public record Written(List<Outcome> written, List<Outcome> locked, List<Outcome> lost) {}

    /**
     * Writes what can be written.
     *
     * @throws org.jooq.exception.DataAccessException if nothing could
     */
    public Written write(Collection<Outcome> outcomes) {
        return transactions.call(transaction -> write(transaction, outcomes));
    }

    private Written write(DSLContext transaction, Collection<Outcome> outcomes) {
        Map<TenantHandle, Held> held = held(transaction, outcomes, "for update skip locked");
        List<Outcome> written = new ArrayList<>();
        List<Outcome> others = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            (isHeld(outcome, held) ? written : others).add(outcome);
        }
        apply(transaction, written, held);

        Map<TenantHandle, Held> locked = others.isEmpty() ? Map.of() : held(transaction, others, "");
        return new Written(
                written,
                others.stream().filter(outcome -> isHeld(outcome, locked)).toList(),
                others.stream().filter(outcome -> !isHeld(outcome, locked)).toList());
    }

    /** A row under the last lease of which this is the worker. */
    private record Held(int epoch, String place) {}

    private static boolean isHeld(Outcome outcome, Map<TenantHandle, Held> rows) {
        Held row = rows.get(outcome.lease().output());
        return row != null && row.epoch() == outcome.lease().epoch();
    }

    private Map<TenantHandle, Held> held(DSLContext transaction, Collection<Outcome> outcomes, String locking) {
        HandleArrays keys = keys(outcomes);
        Integer[] epochs =
                outcomes.stream().map(outcome -> outcome.lease().epoch()).toArray(Integer[]::new);
        Result<Record> rows = transaction
                .resultQuery(
                        """
                        select ctid::text as place, tenant_id, output_handle, lease_epoch from computations
                        where (tenant_id, output_handle, lease_epoch) in (select * from unnest({0}, {1}, {2}))
                          and lease_worker = {3} and not is_completed and not is_error
                        """ + locking,
                        keys.tenants(),
                        keys.handles(),
                        DSL.val(epochs, SQLDataType.INTEGER.array()),
                        DSL.val(worker))
                .fetch();
        Map<TenantHandle, Held> held = new HashMap<>();
        rows.forEach(row -> held.put(
                new TenantHandle(
                        new TenantId(row.get("tenant_id", Integer.class)),
                        Handle.ofAnyLength(row.get("output_handle", byte[].class))),
                new Held(row.get("lease_epoch", Integer.class), row.get("place", String.class))));
        return held;
    }

    private static void apply(DSLContext transaction, List<Outcome> outcomes, Map<TenantHandle, Held> rows) {
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
                    computed.add(Objects.requireNonNull(rows.get(output), "only rows that are held are written")
                            .place());
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
        markCompleted(transaction, computed);
        FailureMarks.set(transaction, failures);
        postpone(transaction, postponed);
        giveBack(transaction, returned);
    }

    private static void markCompleted(DSLContext transaction, Set<String> places) {
        if (places.isEmpty()) {
            return;
        }
        int completed = transaction.execute("""
                update computations
                set is_completed = true, completed_at = now(), lease_worker = null
                from unnest({0}) as done(place)
                where computations.ctid = done.place
                """, RowPlaces.of(places));
        RowPlaces.requireAll(completed, places.size());
    }

    private static void postpone(DSLContext transaction, List<Outcome.Postponed> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        HandleArrays keys = keys(outcomes);
        Field<Long[]> pauses = DSL.val(
                outcomes.stream().map(outcome -> outcome.pause().toMillis()).toArray(Long[]::new),
                SQLDataType.BIGINT.array());
        transaction.execute("""
                update computations
                set lease_worker = null, attempts = attempts + 1,
                    next_attempt_at = now() + postponed.milliseconds * interval '1 millisecond'
                from unnest({0}, {1}, {2}) as postponed(tenant_id, handle, milliseconds)
                where computations.tenant_id = postponed.tenant_id and computations.output_handle = postponed.handle
                """, keys.tenants(), keys.handles(), pauses);
    }

    private static void giveBack(DSLContext transaction, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        HandleArrays keys = keys(outcomes);
        transaction.execute("""
                update computations
                set lease_worker = null
                from unnest({0}, {1}) as returned(tenant_id, handle)
                where computations.tenant_id = returned.tenant_id and computations.output_handle = returned.handle
                """, keys.tenants(), keys.handles());
    }

    private static HandleArrays keys(Collection<? extends Outcome> outcomes) {
        return HandleArrays.of(
                outcomes.stream().map(outcome -> outcome.lease().output()).toList());
    }
}
