/**
 * The audit log: who did what, one JSON line for each call and each administrative change. The page
 * {@code docs/audit.md} lists the fields.
 */
@NullMarked
package org.fhevm.coprocessor.common.audit;

import org.jspecify.annotations.NullMarked;
