/**
 * Tenants and their keys. A tenant's row holds who it is and, in columns of hundreds of megabytes, its FHE keys. The row is
 * read often and the keys seldom: {@link org.fhevm.coprocessor.common.tenant.TenantRepository} reads the one without the
 * other, and {@link org.fhevm.coprocessor.common.tenant.TenantKeyCache} keeps what was made of the keys.
 *
 * <p>How keys become an evaluator is not known here: it is a function given to the cache
 * ({@link org.fhevm.coprocessor.common.tenant.TenantLoader}), so that both daemons use one and tests another.
 */
@NullMarked
package org.fhevm.coprocessor.common.tenant;

import org.jspecify.annotations.NullMarked;
