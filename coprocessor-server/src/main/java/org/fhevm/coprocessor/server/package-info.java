/**
 * The gRPC server: takes computations and inputs for the worker, and hands out ciphertexts.
 *
 * <p>A call comes in through {@code grpc}, where the messages of the wire become values; {@code auth} says whose call it
 * is; a class of {@code usecase} does what is asked, in the order that clients can observe; {@code signing} attests the
 * outcome. Tables are reached only through the repositories of {@code coprocessor-common}. {@link
 * org.fhevm.coprocessor.server.ServerDaemon} puts the parts together.
 */
@NullMarked
package org.fhevm.coprocessor.server;

import org.jspecify.annotations.NullMarked;
