package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * The right to write the outcome of a computation.
 *
 * @param output the computation
 * @param epoch how many leases there have been; results are written under the last one only
 * @param attempts how often the surroundings failed it before
 */
public record Lease(TenantHandle output, int epoch, int attempts) {}
