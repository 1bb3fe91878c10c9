package org.fhevm.coprocessor.cli.status;

import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * A handle and what is around it.
 *
 * @param needs the inputs of its computation, their inputs, and so on
 * @param neededBy the computations on it, those on their results, and so on
 */
record HandleModel(TenantId tenant, Handle handle, Neighbourhood needs, Neighbourhood neededBy) {}
