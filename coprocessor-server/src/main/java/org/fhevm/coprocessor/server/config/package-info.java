/** The settings of the server that are its own; those it shares are in {@code coprocessor-common}. */
@NullMarked
package org.fhevm.coprocessor.server.config;

import org.jspecify.annotations.NullMarked;
