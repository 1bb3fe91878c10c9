package org.fhevm.coprocessor.cli.status.repository;

import java.util.List;

/**
 * Workers and tenants of an installation.
 *
 * @param workers up to {@link StatusRepository#MOST_WORKERS}
 * @param moreWorkers whether there are more
 * @param tenants up to {@link StatusRepository#MOST_TENANTS}, those with work first
 * @param moreTenants whether there are more
 */
public record Installation(
        List<LiveWorker> workers, boolean moreWorkers, List<TenantLoad> tenants, boolean moreTenants) {
    public Installation {
        workers = List.copyOf(workers);
        tenants = List.copyOf(tenants);
    }
}
