/** The server's own settings; those that it shares with the worker are in {@code coprocessor-common}. */
@NullMarked
package org.fhevm.coprocessor.server.config;

import org.jspecify.annotations.NullMarked;
