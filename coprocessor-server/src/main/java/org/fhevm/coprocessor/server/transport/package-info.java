/**
 * The gRPC port: bounds of the number of connections and of each connection, before its caller is known.
 */
@NullMarked
package org.fhevm.coprocessor.server.transport;

import org.jspecify.annotations.NullMarked;
