package org.fhevm.coprocessor.common.bytes;

/** Content without a meaning of its own: a scalar, a ciphertext, an uploaded list. It is handed on, never copied. */
public final class Bytes extends ByteString {
    private Bytes(byte[] bytes) {
        super(bytes);
    }

    /** @param bytes taken over: the caller does not change them afterwards */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** The bytes themselves, for code that takes arrays; borrowed: callers only read them. */
    @Override
    public byte[] array() {
        return super.array();
    }

    /** Without the content. */
    @Override
    public String toString() {
        return length() + " bytes";
    }
}
