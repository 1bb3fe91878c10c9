/**
 * Tenants: a tenant is one host chain, one FHE key set and some API keys. {@code insert-tenant} is the command of the
 * 0.6 tool with its flags; {@code tenant add} is the same with checks and fewer flags.
 */
@NullMarked
package org.fhevm.coprocessor.cli.tenant;

import org.jspecify.annotations.NullMarked;
