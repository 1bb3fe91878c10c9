/**
 * The gRPC port: how many connections there may be and what each of them may do, before anything is known of its caller.
 */
@NullMarked
package org.fhevm.coprocessor.server.transport;

import org.jspecify.annotations.NullMarked;
