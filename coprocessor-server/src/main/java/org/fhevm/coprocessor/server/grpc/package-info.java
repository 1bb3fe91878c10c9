/**
 * The edge: gRPC in, gRPC out. Generated message types and statuses stop here.
 *
 * <p>{@link org.fhevm.coprocessor.server.grpc.CoprocessorService} has one short method for each call: hand values to a use
 * case, write the answer. What goes for every call is an interceptor: the request's id, its metrics, its admission (API
 * key, place), and the answer for errors. Requests are counted on their bytes before they are parsed ({@link
 * org.fhevm.coprocessor.server.grpc.RequestBounds}). {@link org.fhevm.coprocessor.server.grpc.ErrorStatus} alone knows the
 * words and codes that clients expect for a fault.
 */
@NullMarked
package org.fhevm.coprocessor.server.grpc;

import org.jspecify.annotations.NullMarked;
