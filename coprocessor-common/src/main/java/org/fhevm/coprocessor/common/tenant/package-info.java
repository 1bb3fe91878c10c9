/**
 * Tenants and their keys. A tenant's row has its identity and, in columns of hundreds of megabytes, its FHE keys
 * ({@link org.fhevm.coprocessor.common.tenant.StoredKeySet}). The identity is read often and the keys seldom: {@link
 * org.fhevm.coprocessor.common.tenant.TenantRepository} reads the one without the other, and {@link
 * org.fhevm.coprocessor.common.tenant.TenantKeyCache} keeps loaded keys.
 *
 * <p>A function that is given to the cache makes an evaluator of the keys ({@link
 * org.fhevm.coprocessor.common.tenant.TenantLoader}); both daemons use one, and tests another.
 */
@NullMarked
package org.fhevm.coprocessor.common.tenant;

import org.jspecify.annotations.NullMarked;
