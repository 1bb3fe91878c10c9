/**
 * What goes on beside the computations. {@link org.fhevm.coprocessor.worker.background.BackgroundLoop} carries an activity on
 * whatever happens in one of its turns; {@link org.fhevm.coprocessor.worker.background.Watchdog} tells whether it still goes on.
 */
@NullMarked
package org.fhevm.coprocessor.worker.background;

import org.jspecify.annotations.NullMarked;
