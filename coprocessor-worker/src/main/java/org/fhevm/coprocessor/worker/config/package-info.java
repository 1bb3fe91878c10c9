/** The worker's own settings; those that it shares with the server are in {@code coprocessor-common}. */
@NullMarked
package org.fhevm.coprocessor.worker.config;

import org.jspecify.annotations.NullMarked;
