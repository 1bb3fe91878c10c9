package org.fhevm.coprocessor.worker.keys;

import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.RecentTenants;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.database.Database;
import org.jooq.exception.DataAccessException;
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

    private final RecentTenants recent;
    private final TenantKeyCache keys;

    public KeyPreload(Database database, TenantKeyCache keys) {
        this.recent = new RecentTenants(database);
        this.keys = keys;
    }

    /** Loads the keys. What fails is left to the computations that need it. */
    public void run() {
        try {
            for (TenantId tenant : recent.newest(MAXIMUM_TENANTS)) {
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
}
