package org.fhevm.coprocessor.common.repository;

import org.fhevm.coprocessor.common.id.Handle;

/**
 * A ciphertext as it lies in the database.
 *
 * @param bytes a safe-serialized compressed list of one element; borrowed
 * @param version of the format, 0 so far
 * @param typeCode as stored; rows can be written by others, so it need not be a known type
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through; never compared.
public record StoredCiphertext(Handle handle, byte[] bytes, int version, int typeCode) {
    /** Without the content. */
    @Override
    public String toString() {
        return "StoredCiphertext[" + handle + ", type " + typeCode + ", " + bytes.length + " bytes]";
    }
}
