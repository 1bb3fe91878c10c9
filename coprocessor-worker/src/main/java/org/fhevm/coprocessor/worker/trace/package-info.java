/**
 * Spans of computations: from the insertion of their rows, which the server's span of the call precedes, to the
 * acknowledgement of their outcomes. The page {@code docs/tracing.md} lists them.
 */
@NullMarked
package org.fhevm.coprocessor.worker.trace;

import org.jspecify.annotations.NullMarked;
