/**
 * Background activities. {@link org.fhevm.coprocessor.worker.background.BackgroundLoop} repeats an activity even if one
 * of its turns fails; {@link org.fhevm.coprocessor.worker.background.Watchdog} tells whether the activity still
 * progresses.
 */
@NullMarked
package org.fhevm.coprocessor.worker.background;

import org.jspecify.annotations.NullMarked;
