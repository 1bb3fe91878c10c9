/**
 * Identifiers as types, so that a tenant cannot be passed for a chain, nor a blob's hash for a handle. Each is checked
 * when it is made, compares by value and prints short, since log lines contain it.
 */
@NullMarked
package org.fhevm.coprocessor.common.id;

import org.jspecify.annotations.NullMarked;
