/**
 * How fast the steps and operations of the engine are. Every claim of speed in {@code RESULTS.md} comes from here, as a
 * ratio within one run where two things are compared.
 */
@NullMarked
package org.fhevm.tfhe.benchmarks;

import org.jspecify.annotations.NullMarked;
