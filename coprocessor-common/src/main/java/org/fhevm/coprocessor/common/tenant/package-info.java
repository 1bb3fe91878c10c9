/**
 * Tenants and their keys. A tenant's row has its identity and, in columns of hundreds of megabytes, its FHE keys
 * ({@link org.fhevm.coprocessor.common.tenant.StoredKeySet}). The identity is read often and the keys seldom: {@link
 * org.fhevm.coprocessor.common.tenant.TenantRepository} reads the one without the other, and {@link
 * org.fhevm.coprocessor.common.tenant.TenantKeyCache} keeps loaded keys.
 *
 * <p>The cache is given a {@link org.fhevm.coprocessor.common.tenant.TenantLoader}, which makes an evaluator of the
 * keys. Both daemons use the same one, and tests use others.
 */
@NullMarked
package org.fhevm.coprocessor.common.tenant;

import org.jspecify.annotations.NullMarked;
