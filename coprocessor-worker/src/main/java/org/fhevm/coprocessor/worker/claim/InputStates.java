package org.fhevm.coprocessor.worker.claim;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The states of inputs. Each input is looked up once per claim, all new ones in one statement. */
final class InputStates implements Function<TenantHandle, InputState> {
    private static final InputState AVAILABLE = new InputState.Available();
    private static final InputState PENDING = new InputState.Pending();

    /** A failure's reason, unless it is longer than any that a worker writes: other programs write rows, too. */
    private static final String REASON = """
            case when octet_length(error_message) <= %d then error_message
                 else 'a reason of ' || octet_length(error_message) || ' bytes' end\
            """.formatted(FailureMarks.MAXIMUM_REASON_BYTES);

    private final DSLContext transaction;
    private final Predicate<TenantHandle> computedHere;
    private final Map<TenantHandle, InputState> states = new HashMap<>();
    private final Map<TenantHandle, FheType> storedTypes = new HashMap<>();

    InputStates(DSLContext transaction, Predicate<TenantHandle> computedHere) {
        this.transaction = transaction;
        this.computedHere = computedHere;
    }

    /**
     * Looks up inputs that were not looked up before, except results of the computations themselves: none of those was
     * stored when its row was locked. (If one is stored right after that, its consumers here use the computed value, as
     * if it had been computed before.)
     */
    void lookUpInputsOf(Collection<QueuedComputation> computations) {
        computations.forEach(computation -> states.putIfAbsent(computation.output(), PENDING));
        Set<TenantHandle> unknown = new HashSet<>();
        for (QueuedComputation computation : computations) {
            for (Handle input : computation.inputs()) {
                TenantHandle qualified = computation.qualified(input);
                if (!states.containsKey(qualified)) {
                    if (computedHere.test(qualified)) {
                        states.put(qualified, AVAILABLE);
                    } else {
                        unknown.add(qualified);
                    }
                }
            }
        }
        if (!unknown.isEmpty()) {
            query(unknown);
        }
    }

    @Override
    public InputState apply(TenantHandle input) {
        return Objects.requireNonNull(states.get(input), "looked up before it is asked for");
    }

    /** The type of an input that is read from the database, if it is known. */
    Optional<FheType> storedType(TenantHandle input) {
        return Optional.ofNullable(storedTypes.get(input));
    }

    /**
     * Looks up each input by one search of an index. Planned as a plain join, the statement would take longer to plan
     * the larger the table is.
     */
    private void query(Set<TenantHandle> inputs) {
        TenantHandleColumns keys = TenantHandleColumns.of(inputs);
        transaction
                .resultQuery("""
                        select input.tenant_id, input.handle,
                               (select ciphertext_type from ciphertexts
                                where ciphertexts.tenant_id = input.tenant_id
                                  and ciphertexts.handle = input.handle
                                limit 1) as stored_type,
                               producer.is_error, producer.reason, producer.root,
                               (select %s from computations as root
                                where root.tenant_id = input.tenant_id
                                  and root.output_handle = producer.root) as root_reason
                        from unnest({0}, {1}) as input(tenant_id, handle)
                        left join lateral (
                            select is_error, %s as reason,
                                   case when octet_length(error_root) <= %d then error_root end as root
                            from computations
                            where computations.tenant_id = input.tenant_id and computations.output_handle = input.handle
                            limit 1
                        ) as producer on true
                        """.formatted(REASON, REASON, RowDecoding.LONGEST_HANDLE), keys.tenants(), keys.handles())
                .fetch()
                .forEach(this::learn);
    }

    private void learn(Record row) {
        TenantHandle input = QueueRow.name(row, "handle");
        Integer storedType = row.get("stored_type", Integer.class);
        if (storedType == null) {
            states.put(input, stateOfAbsent(row));
        } else {
            states.put(input, AVAILABLE);
            FheType.fromCode(storedType).ifPresent(type -> storedTypes.put(input, type));
        }
    }

    private static InputState stateOfAbsent(Record row) {
        if (!Boolean.TRUE.equals(row.get("is_error", Boolean.class))) {
            return PENDING;
        }
        byte[] root = row.get("root", byte[].class);
        return root == null
                ? new InputState.Failed(Handle.ofAnyLength(row.get("handle", byte[].class)), text(row, "reason"))
                : new InputState.Failed(Handle.ofAnyLength(root), text(row, "root_reason"));
    }

    private static String text(Record row, String column) {
        return Objects.requireNonNullElse(row.get(column, String.class), "no reason given");
    }
}
