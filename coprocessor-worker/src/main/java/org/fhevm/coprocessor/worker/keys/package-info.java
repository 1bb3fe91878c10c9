/**
 * Which tenants can be served. The {@linkplain org.fhevm.coprocessor.common.tenant.TenantKeyCache cache} that both
 * daemons use keeps the keys; this package holds what a worker adds.
 *
 * <ul>
 *   <li>A fresh process loads the keys of the tenants that sent computations last before their next ones come.
 *   <li>While a tenant's keys are being loaded, which takes seconds, the worker claims no more of its work, and other
 *       tenants have the room.
 *   <li>A tenant whose keys cannot be loaded or used is excluded for a while, instead of being tried with every claim:
 *       its computations wait until an operator has repaired its row.
 *   <li>Keys in use are bounded by the memory set aside for them. A tenant whose keys do not fit waits for other
 *       tenants to finish, and is served even if those always have work.
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.worker.keys;

import org.jspecify.annotations.NullMarked;
