/**
 * The edge: gRPC in, gRPC out. Generated message types and statuses stop here.
 *
 * <p>{@link org.fhevm.coprocessor.server.grpc.CoprocessorService} has one short method for each call: hand values to a
 * use case, write the answer. Interceptors do the work of every call: the request's id, its metrics, its admission (API
 * key, place), the answer to errors, and its tenant's turn. The elements of a request are counted in its bytes before
 * it is parsed ({@link org.fhevm.coprocessor.server.grpc.RequestBounds}). {@link
 * org.fhevm.coprocessor.server.grpc.ErrorStatus} alone knows the words and codes that clients expect for a fault.
 */
@NullMarked
package org.fhevm.coprocessor.server.grpc;

import org.jspecify.annotations.NullMarked;
