package org.fhevm.coprocessor.cli.status.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.database.Database;
import org.jooq.impl.DSL;

/** Finds the computations that have a handle among their operands. */
public final class ConsumerSearch {
    /** Largest number of consumers of one handle that are found. */
    public static final int MOST_CONSUMERS = 10;

    /** Bytes of the longest name of a result that is read. */
    private static final int LONGEST_NAME = 2048;

    /**
     * Rows that one search of the index finds, more or less; the database picks them at random. A contract's constant
     * may be an operand of a million computations.
     */
    private static final int SEARCHED = 1000;

    private final ReadOnly transactions;

    public ConsumerSearch(Database database) {
        this.transactions = new ReadOnly(database);
    }

    /**
     * Results of computations on these handles, up to {@link #MOST_CONSUMERS} for each. A clear operand counts, too, if
     * it has the bytes of the handle. Handles without consumers are missing.
     */
    public Map<Handle, List<Handle>> of(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, List<Handle>> consumers = new HashMap<>();
        transactions
                .call(transaction -> {
                    transaction.execute("set local gin_fuzzy_search_limit = " + SEARCHED);
                    // The addition keeps the planner from the key, which would find all rows of the tenant.
                    return transaction
                            .resultQuery(
                                    """
                                    select asked.handle, consumer.output_handle
                                    from unnest({1}) as asked(handle)
                                    cross join lateral (
                                        with named as materialized (
                                            select output_handle, submission from computations
                                            where dependencies @> array[asked.handle]
                                              and tenant_id + 0 = {0}
                                              and octet_length(output_handle) <= {3}
                                        )
                                        select output_handle from named
                                        order by submission desc nulls last
                                        limit {2}
                                    ) as consumer
                                    """,
                                    DSL.val(tenant.value()),
                                    HandleArray.of(handles),
                                    DSL.inline(MOST_CONSUMERS),
                                    DSL.inline(LONGEST_NAME))
                            .fetch();
                })
                .forEach(row -> consumers
                        .computeIfAbsent(
                                Handle.ofAnyLength(row.get("handle", byte[].class)), handle -> new ArrayList<>())
                        .add(Handle.ofAnyLength(row.get("output_handle", byte[].class))));
        return consumers;
    }
}
