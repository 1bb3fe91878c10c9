package org.fhevm.tfhe.serialization.conformance;

import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** A list holds a value of a type that fhevm does not know, for instance a signed integer. */
public final class UnsupportedKindException extends MalformedInputException {
    private final String typeName;

    UnsupportedKindException(DataKind kind, int messageBits) {
        this(nameOf(kind, messageBits));
    }

    private UnsupportedKindException(String typeName) {
        super("unsupported tfhe type found while expanding ciphertexts: " + typeName, 0);
        this.typeName = typeName;
    }

    /** The name of the type in tfhe-rs, such as {@code Uint2} or {@code Int8}. */
    public String typeName() {
        return typeName;
    }

    private static String nameOf(DataKind kind, int messageBits) {
        long bits = (long) kind.blockCount() * messageBits;
        return switch (kind) {
            case DataKind.Bool bool -> "Bool";
            case DataKind.Unsigned unsigned -> "Uint" + bits;
            case DataKind.Signed signed -> "Int" + bits;
        };
    }
}
