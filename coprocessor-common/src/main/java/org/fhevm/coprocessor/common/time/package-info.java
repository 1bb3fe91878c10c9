/** Time, where the platform's own clocks are not quite what is needed. */
@NullMarked
package org.fhevm.coprocessor.common.time;

import org.jspecify.annotations.NullMarked;
