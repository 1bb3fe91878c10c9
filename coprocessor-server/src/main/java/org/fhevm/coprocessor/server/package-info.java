/**
 * The gRPC server: takes computations and inputs for the worker, and hands out ciphertexts.
 *
 * <p>A call comes in through {@code grpc}, where the messages of the wire become values; {@code auth} finds the tenant
 * of the call; a class of {@code usecase} does the work, in the order that clients can observe; {@code signing} attests
 * the outcome. Only the repositories of {@code coprocessor-common} reach the tables. {@link
 * org.fhevm.coprocessor.server.ServerDaemon} puts the parts together.
 */
@NullMarked
package org.fhevm.coprocessor.server;

import org.jspecify.annotations.NullMarked;
