/** Clocks that the platform does not provide. */
@NullMarked
package org.fhevm.coprocessor.common.time;

import org.jspecify.annotations.NullMarked;
