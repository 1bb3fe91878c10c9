package org.fhevm.coprocessor.worker.keys;

import java.util.List;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.database.Database;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the keys of those tenants that sent computations last, so that the first computations of a fresh process find
 * keys in memory. It runs while the kernels are compiled, in parallel with the claims, which load the keys of tenants
 * that have work.
 */
public final class KeyPreload {
    private static final Logger LOG = LoggerFactory.getLogger(KeyPreload.class);

    /** Most tenants whose keys are loaded: as many as the cache loads at the same time. */
    static final int MAXIMUM_TENANTS = 2;

    /**
     * Pages at the end of the table that are read, which have the newest rows: half a megabyte, some hundred rows or
     * more. No index has the order of completed rows.
     */
    static final int PAGES = 64;

    private final Database database;
    private final TenantKeyCache keys;

    public KeyPreload(Database database, TenantKeyCache keys) {
        this.database = database;
        this.keys = keys;
    }

    /** Loads the keys. What fails is left to the computations that need it. */
    public void run() {
        try {
            for (TenantId tenant : recentTenants()) {
                load(tenant);
            }
        } catch (DataAccessException e) {
            LOG.info("no keys are loaded in advance: {}", e.getMessage());
        }
    }

    private void load(TenantId tenant) {
        try {
            keys.acquireIfItFits(tenant).ifPresent(TenantKeyCache.Pin::close);
        } catch (CoprocessorException e) {
            LOG.info("the keys of tenant {} are not loaded in advance: {}", tenant, e.getMessage());
        }
    }

    /** The tenants of the newest computations, the last one first. */
    List<TenantId> recentTenants() {
        return database.dsl()
                .resultQuery("""
                        select tenant_id
                        from computations
                        where ctid >= ('(' || greatest(0, pg_relation_size('computations')
                                                          / current_setting('block_size')::int - {0}) || ',0)')::tid
                          and exists (select from tenants where tenants.tenant_id = computations.tenant_id)
                        group by tenant_id
                        order by max(submission) desc nulls last
                        limit {1}
                        """, DSL.inline(PAGES), DSL.inline(MAXIMUM_TENANTS))
                .fetch(row -> new TenantId(row.get(0, Integer.class)));
    }
}
