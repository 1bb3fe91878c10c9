package org.fhevm.coprocessor.common.repository;

import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext to be stored, in the current version of the format.
 *
 * @param bytes a safe-serialized compressed list of one element; borrowed
 * @param origin its place in an uploaded list; null for a value that was not uploaded
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through; never compared.
public record NewCiphertext(
        Handle handle, FheType type, byte[] bytes, @Nullable Origin origin) {
    /** Version of the stored format; the reference knows no other. */
    public static final short VERSION = 0;

    /** A result of a computation or of trivial encryption. */
    public static NewCiphertext computed(Handle handle, FheType type, byte[] bytes) {
        return new NewCiphertext(handle, type, bytes, null);
    }

    public static NewCiphertext uploaded(Handle handle, FheType type, byte[] bytes, BlobHash blob, int index) {
        return new NewCiphertext(handle, type, bytes, new Origin(blob, index));
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "NewCiphertext[" + handle + ", " + type + ", " + bytes.length + " bytes]";
    }

    /** Place of a value among the uploaded ones. */
    public record Origin(BlobHash blob, int index) {}
}
