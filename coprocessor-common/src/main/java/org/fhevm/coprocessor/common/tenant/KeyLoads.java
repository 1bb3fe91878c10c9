package org.fhevm.coprocessor.common.tenant;

import java.util.concurrent.Semaphore;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads keys from the database, few at the same time, since each load holds a connection. Thread-safe. */
final class KeyLoads {
    private static final Logger LOG = LoggerFactory.getLogger(KeyLoads.class);

    private static final int MAXIMUM_CONCURRENT = 2;

    private final TenantRepository tenants;
    private final TenantLoader loader;
    private final Semaphore permits = new Semaphore(MAXIMUM_CONCURRENT, true);

    KeyLoads(TenantRepository tenants, TenantLoader loader) {
        this.tenants = tenants;
        this.loader = loader;
    }

    /**
     * Loads a tenant's keys. Waits while others are loaded.
     *
     * @throws CoprocessorException with {@link CoprocessorError.TenantKeysUnusable} if there is no such tenant or its
     *     keys cannot be read
     * @throws DataAccessException if the database fails
     */
    TenantContext load(TenantId tenant) {
        permits.acquireUninterruptibly();
        try {
            TenantContext context = tenants.withKeys(tenant, loader::read)
                    .orElseThrow(() -> new CoprocessorException(
                            new CoprocessorError.TenantKeysUnusable(tenant, "there is no such tenant")));
            LOG.info("loaded the keys of tenant {} ({} MB)", tenant, context.memoryBytes() >> 20);
            return context;
        } catch (DataAccessException e) {
            if (e.getCause() instanceof MalformedInputException malformed) {
                String reason = "its keys cannot be read: " + malformed.getMessage();
                throw new CoprocessorException(new CoprocessorError.TenantKeysUnusable(tenant, reason), malformed);
            }
            throw e;
        } finally {
            permits.release();
        }
    }
}
