package org.fhevm.tfhe.serialization;

import java.util.List;
import org.fhevm.tfhe.integer.ciphertext.DataKind;

/** The layout of the kinds of the values in a list. */
final class DataKindLayout {
    private static final int UNSIGNED = 0;
    private static final int SIGNED = 1;
    private static final int BOOL = 2;
    /** A boolean without version: its variant. */
    private static final int MINIMAL_BYTES = 4;

    private DataKindLayout() {}

    static List<DataKind> readAll(BodyReader reader) throws MalformedInputException {
        return reader.sequence(MINIMAL_BYTES, DataKindLayout::read);
    }

    private static DataKind read(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("DataKind");
        return switch (reader.variant("DataKind", 3)) {
            case UNSIGNED -> new DataKind.Unsigned(reader.size("block count"));
            case SIGNED -> new DataKind.Signed(reader.size("block count"));
            default -> new DataKind.Bool();
        };
    }

    static void writeAll(List<DataKind> kinds, BodyWriter writer) {
        writer.u64(kinds.size());
        for (DataKind kind : kinds) {
            write(kind, writer);
        }
    }

    private static void write(DataKind kind, BodyWriter writer) {
        writer.version(0);
        switch (kind) {
            case DataKind.Unsigned unsigned -> {
                writer.variant(UNSIGNED);
                writer.u64(unsigned.blocks());
            }
            case DataKind.Signed signed -> {
                writer.variant(SIGNED);
                writer.u64(signed.blocks());
            }
            case DataKind.Bool bool -> writer.variant(BOOL);
        }
    }
}
