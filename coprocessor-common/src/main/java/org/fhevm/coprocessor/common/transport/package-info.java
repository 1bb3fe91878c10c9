/** The work of every port before it reads a byte of a connection: it counts connections, and closes surplus ones. */
@NullMarked
package org.fhevm.coprocessor.common.transport;

import org.jspecify.annotations.NullMarked;
