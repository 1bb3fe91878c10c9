/** The queue of computations in the database, as operators look at it: read in bounded pieces, and failures taken back. */
@NullMarked
package org.fhevm.coprocessor.cli.computations.repository;

import org.jspecify.annotations.NullMarked;
