package org.fhevm.coprocessor.cli.status.repository;

import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The computations of a tenant that have not ended.
 *
 * @param isDisabled whether no call of it is served, and workers leave its computations alone
 * @param isPaused whether workers leave its computations alone
 * @param weight share among tenants that have work
 * @param priority higher ones are served first
 * @param claimable those that can be claimed or are in flight, counted up to {@link StatusRepository#COUNTED}
 * @param inFlight those of them that a worker holds
 * @param waiting those known to wait for an input, counted up to {@link StatusRepository#COUNTED}
 */
public record TenantLoad(
        TenantId tenant,
        boolean isDisabled,
        boolean isPaused,
        int weight,
        int priority,
        int claimable,
        int inFlight,
        int waiting) {}
