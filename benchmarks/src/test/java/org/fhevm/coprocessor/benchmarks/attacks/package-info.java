/** The cheapest attacks as a test. */
@NullMarked
package org.fhevm.coprocessor.benchmarks.attacks;

import org.jspecify.annotations.NullMarked;
