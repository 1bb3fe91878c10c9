/**
 * The engine compared with releases of tfhe-rs. {@code benchmarks/peers/run} starts it: programs that measure one
 * subject on request are asked in rounds, so that a slow minute of the machine slows all of them.
 */
@NullMarked
package org.fhevm.coprocessor.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
