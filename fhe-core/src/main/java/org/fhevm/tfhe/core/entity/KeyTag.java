package org.fhevm.tfhe.core.entity;

import java.util.Arrays;

/**
 * Bytes that the owner of a key set gives it, and that travel with its keys and with the values under them. The engine
 * copies and compares them and does not read them.
 */
public final class KeyTag {
    /** The tag of keys without one. */
    public static final KeyTag EMPTY = new KeyTag(new byte[0]);

    private final byte[] bytes;

    private KeyTag(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes copied */
    public static KeyTag of(byte[] bytes) {
        return new KeyTag(bytes.clone());
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof KeyTag other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "KeyTag[" + bytes.length + " bytes]";
    }
}
