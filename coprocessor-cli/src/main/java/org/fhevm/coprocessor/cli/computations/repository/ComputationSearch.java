package org.fhevm.coprocessor.cli.computations.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the queue without disturbing workers: it locks nothing, and every statement has a time limit. */
public final class ComputationSearch {
    /** Largest number of rows of a part that one statement reads. */
    private static final int WINDOW = 10_000;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final Duration timeLimit;

    public ComputationSearch(Database database) {
        this(database, TIME_LIMIT);
    }

    /** @param timeLimit of each statement, in milliseconds and at least one */
    public ComputationSearch(Database database, Duration timeLimit) {
        this.transactions = new Transactions(database);
        this.timeLimit = timeLimit;
    }

    /**
     * Up to {@code limit} computations of a part, of one tenant or of all, as {@link QueuePart} orders them. They are
     * searched among the first 10,000 rows of the part's range, or among {@code limit} rows if that is more.
     */
    public List<StoredComputation> list(QueuePart part, Optional<TenantId> tenant, int limit) {
        Condition ofTenant = tenant.<Condition>map(id -> COMPUTATIONS.TENANT_ID.eq(id.value()))
                .orElseGet(DSL::trueCondition);
        return look(dsl -> dsl.resultQuery(
                        """
                        select %s
                        from (
                            select * from computations
                            where %s and {0}
                            %s
                            limit {1}
                        ) as c
                        %s
                        where %s
                        order by %s
                        limit {2}
                        """.formatted(
                                        StoredComputation.COLUMNS,
                                        part.rows(),
                                        part.readingOrder(),
                                        StoredComputation.HOLDER,
                                        part.which(),
                                        part.order()),
                        ofTenant,
                        DSL.val(Math.max(WINDOW, limit)),
                        DSL.val(limit))
                .fetch(StoredComputation::of));
    }

    /** The states of these handles. */
    public Map<Handle, Known> find(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, Known> found = new HashMap<>();
        look(dsl -> dsl.resultQuery(
                                """
                        select %s, asked.handle, stored.version is not null as stored
                        from unnest({1}) as asked(handle)
                        left join lateral (
                            select ciphertext_version as version from ciphertexts
                            where tenant_id = {0} and handle = asked.handle
                            limit 1
                        ) as stored on true
                        left join lateral (
                            select * from computations
                            where tenant_id = {0} and output_handle = asked.handle
                            limit 1
                        ) as c on true
                        %s
                        """.formatted(StoredComputation.COLUMNS, StoredComputation.HOLDER),
                                DSL.val(tenant.value()),
                                HandleArray.of(handles))
                        .fetch(ComputationSearch::known))
                .forEach(known -> found.put(known.handle(), known));
        return found;
    }

    private static Known known(Record row) {
        return new Known(
                Handle.ofAnyLength(row.get("handle", byte[].class)),
                row.get("stored", Boolean.class),
                row.get("tenant_id") == null ? null : StoredComputation.of(row));
    }

    /** The given tenants that have a computation or a ciphertext of this name. */
    public List<TenantId> tenantsWith(Handle handle, Collection<TenantId> tenants) {
        List<TenantId> having = new ArrayList<>();
        for (TenantId tenant : tenants) {
            find(tenant, List.of(handle)).values().stream()
                    .filter(known -> known.stored() || known.computation().isPresent())
                    .forEach(known -> having.add(tenant));
        }
        return having;
    }

    /** Number of live workers. */
    public int liveWorkers() {
        return look(dsl -> dsl.resultQuery("select count(*) from workers where expires_at > now()")
                .fetchSingle(0, Integer.class));
    }

    private <T> T look(Function<DSLContext, T> question) {
        return transactions.call(transaction -> {
            transaction.execute("set transaction read only");
            transaction.execute("set local statement_timeout = " + timeLimit.toMillis());
            return question.apply(transaction);
        });
    }

    /**
     * The state of a handle.
     *
     * @param stored whether its ciphertext is stored
     * @param row the computation with this result, if there is one
     */
    public record Known(
            Handle handle, boolean stored, @Nullable StoredComputation row) {
        /** The computation with this result, if there is one. */
        public Optional<StoredComputation> computation() {
            return Optional.ofNullable(row);
        }
    }
}
