package org.fhevm.coprocessor.common.repository;

import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Finds the tenants that sent computations last. */
public final class RecentTenants {
    /**
     * Pages at the end of the table that are read, which have the newest rows: half a megabyte, some hundred rows or
     * more. No index has the order of completed rows.
     */
    public static final int PAGES = 64;

    private final DSLContext dsl;

    public RecentTenants(Database database) {
        this.dsl = database.dsl();
    }

    /** The tenants of the newest computations, the last one first. */
    public List<TenantId> newest(int maximum) {
        return dsl.resultQuery("""
                        select tenant_id
                        from computations
                        where ctid >= ('(' || greatest(0, pg_relation_size('computations')
                                                          / current_setting('block_size')::int - {0}) || ',0)')::tid
                          and exists (select from tenants where tenants.tenant_id = computations.tenant_id)
                        group by tenant_id
                        order by max(submission) desc nulls last
                        limit {1}
                        """, DSL.inline(PAGES), DSL.inline(maximum))
                .fetch(row -> new TenantId(row.get(0, Integer.class)));
    }
}
