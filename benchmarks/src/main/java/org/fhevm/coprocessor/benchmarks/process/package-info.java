/** What the benchmarks share that run daemons as processes of their own. */
@NullMarked
package org.fhevm.coprocessor.benchmarks.process;

import org.jspecify.annotations.NullMarked;
