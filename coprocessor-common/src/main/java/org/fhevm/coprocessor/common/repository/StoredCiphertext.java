package org.fhevm.coprocessor.common.repository;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * A ciphertext as stored in the database.
 *
 * @param content a safe-serialized compressed list of one element
 * @param version of the format, 0 so far
 * @param typeCode as stored; rows can be written by others, so it need not be a known type
 */
public record StoredCiphertext(Handle handle, Bytes content, int version, int typeCode) implements StoredValue {
    /**
     * Longest ciphertext that is read. The largest type has 2048 bits: 8,294 bytes under the keys of fhevm 0.6, and 42
     * KiB under keys whose stored form rounds nothing off.
     */
    public static final int MAXIMUM_BYTES = 64 << 10;
}
