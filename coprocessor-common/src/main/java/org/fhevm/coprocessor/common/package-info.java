/**
 * Code that both daemons share: typed ids, computations, errors, configuration, access to the tables, the cache of
 * tenants' keys, metrics and logging. The daemons never call each other; this module is their agreement.
 */
@NullMarked
package org.fhevm.coprocessor.common;

import org.jspecify.annotations.NullMarked;
