package org.fhevm.coprocessor.common.repository;

import org.fhevm.coprocessor.common.id.Handle;

/**
 * A stored value longer than {@link StoredCiphertext#MAXIMUM_BYTES}, measured by the database and never fetched.
 *
 * @param bytes its length
 */
public record OversizedCiphertext(Handle handle, long bytes) implements StoredValue {}
