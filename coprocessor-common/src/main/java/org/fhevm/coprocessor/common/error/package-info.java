/**
 * The faults of a request, as data. Code that finds a fault throws a {@link
 * org.fhevm.coprocessor.common.error.CoprocessorException} with a {@link
 * org.fhevm.coprocessor.common.error.CoprocessorError} that holds the facts; only the edge of the server knows which
 * words and which status a client of the original expects for it.
 */
@NullMarked
package org.fhevm.coprocessor.common.error;

import org.jspecify.annotations.NullMarked;
