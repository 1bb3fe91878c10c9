/**
 * The output of log lines. Code logs through SLF4J and knows nothing of this package; each program's {@code main} calls
 * {@link org.fhevm.coprocessor.common.logging.Logging#setUp} once.
 */
@NullMarked
package org.fhevm.coprocessor.common.logging;

import org.jspecify.annotations.NullMarked;
