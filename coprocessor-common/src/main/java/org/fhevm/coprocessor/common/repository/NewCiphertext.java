package org.fhevm.coprocessor.common.repository;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext to be stored, in the current version of the format.
 *
 * @param content a safe-serialized compressed list of one element
 * @param origin its place in an uploaded list; null for a value that was not uploaded
 */
public record NewCiphertext(
        Handle handle,
        FheType type,
        Bytes content,
        @Nullable Origin origin) {
    /** Version of the stored format; the reference knows no other. */
    public static final short VERSION = 0;

    /** A result of a computation or of trivial encryption. */
    public static NewCiphertext computed(Handle handle, FheType type, Bytes content) {
        return new NewCiphertext(handle, type, content, null);
    }

    public static NewCiphertext uploaded(Handle handle, FheType type, Bytes content, BlobHash blob, int index) {
        return new NewCiphertext(handle, type, content, new Origin(blob, index));
    }

    /** Place of a value among the uploaded ones. */
    public record Origin(BlobHash blob, int index) {}
}
