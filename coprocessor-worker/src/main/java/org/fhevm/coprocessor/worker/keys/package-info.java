/**
 * Which tenants can be served. Keys themselves are kept by the
 * {@linkplain org.fhevm.coprocessor.common.tenant.TenantKeyCache cache} that both daemons use; here is what a worker adds.
 * While a tenant's keys are being loaded, which takes seconds, no more of its work is claimed and others have the room; one
 * whose keys cannot be had at the moment, or are not in order, is passed over for a while instead of being tried with every
 * claim: its computations wait until somebody has mended its row. Keys in use are
 * bounded by the memory set aside for them: a tenant whose keys do not fit waits for others to be done, and gets its turn
 * even where those always have work.
 */
@NullMarked
package org.fhevm.coprocessor.worker.keys;

import org.jspecify.annotations.NullMarked;
