/**
 * Which tenants can be served. Keys themselves are kept by the
 * {@linkplain org.fhevm.coprocessor.common.tenant.TenantKeyCache cache} that both daemons use; here is what a worker adds:
 * a tenant whose keys cannot be had at the moment is passed over for a while instead of being tried with every claim.
 */
@NullMarked
package org.fhevm.coprocessor.worker.keys;

import org.jspecify.annotations.NullMarked;
