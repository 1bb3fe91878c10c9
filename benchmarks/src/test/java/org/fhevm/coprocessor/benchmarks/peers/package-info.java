/** The protocol, the tables and the plot of the comparison with peers; no time is asserted. */
@NullMarked
package org.fhevm.coprocessor.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
