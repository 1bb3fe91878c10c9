package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.integer.ciphertext.DataKind;

/** The three families of single values that have a name of their own; widths are not part of names. */
enum ValueFamily {
    BOOL("FheBool"),
    UNSIGNED("FheUint"),
    SIGNED("FheInt");

    private final String rustName;

    ValueFamily(String rustName) {
        this.rustName = rustName;
    }

    static ValueFamily of(DataKind kind) {
        return switch (kind) {
            case DataKind.Bool bool -> BOOL;
            case DataKind.Unsigned unsigned -> UNSIGNED;
            case DataKind.Signed signed -> SIGNED;
        };
    }

    /** The type name in the header of a plain value. */
    String typeName() {
        return "high_level_api::" + rustName;
    }

    /** The type name in the header of a compressed value. */
    String compressedTypeName() {
        return "high_level_api::Compressed" + rustName;
    }

    DataKind kind(int blocks) {
        return switch (this) {
            case BOOL -> new DataKind.Bool();
            case UNSIGNED -> new DataKind.Unsigned(blocks);
            case SIGNED -> new DataKind.Signed(blocks);
        };
    }

    /** Reads the number of blocks; a boolean does not state it and has one. */
    int readBlockCount(BodyReader reader, int minimalBlockBytes) throws MalformedInputException {
        int count = this == BOOL ? 1 : reader.count(minimalBlockBytes);
        if (count == 0) {
            throw reader.malformed("an encrypted integer has at least one block");
        }
        return count;
    }

    void writeBlockCount(int count, BodyWriter writer) {
        if (this != BOOL) {
            writer.u64(count);
        }
    }

    /** Refuses to write a value of another family. */
    void require(DataKind kind) {
        if (of(kind) != this) {
            throw new IllegalArgumentException(kind + " cannot be written as " + rustName);
        }
    }
}
