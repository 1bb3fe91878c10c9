/** Reads the queue of computations for operators, in bounded parts, and resets failures. */
@NullMarked
package org.fhevm.coprocessor.cli.computations.repository;

import org.jspecify.annotations.NullMarked;
