package org.fhevm.tfhe.operation;

import java.util.Arrays;
import java.util.Optional;
import org.fhevm.tfhe.integer.ciphertext.DataKind;

/**
 * The type of an encrypted value: a boolean, or an unsigned integer of a fixed width. Contracts use the three widest as
 * byte strings; here they are integers like the others, most significant byte first.
 *
 * <p>The width is data. Only this table distinguishes one integer type from another.
 */
public enum FheType {
    BOOL(0, "FheBool", 1),
    UINT4(1, "FheUint4", 4),
    UINT8(2, "FheUint8", 8),
    UINT16(3, "FheUint16", 16),
    UINT32(4, "FheUint32", 32),
    UINT64(5, "FheUint64", 64),
    UINT128(6, "FheUint128", 128),
    UINT160(7, "FheUint160", 160),
    UINT256(8, "FheUint256", 256),
    BYTES64(9, "FheBytes64", 512),
    BYTES128(10, "FheBytes128", 1024),
    BYTES256(11, "FheBytes256", 2048);

    private static final int MESSAGE_BITS_PER_BLOCK = 2;
    private static final FheType[] BY_CODE = values();

    private final int code;
    private final String backendName;
    private final int bits;

    FheType(int code, String backendName, int bits) {
        this.code = code;
        this.backendName = backendName;
        this.bits = bits;
    }

    /** The type with this wire code, or empty for a code outside 0 to 11. */
    public static Optional<FheType> fromCode(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }

    /** The type of a value of this kind in a list, or empty: signed integers and odd widths have no type. */
    public static Optional<FheType> fromKind(DataKind kind) {
        return switch (kind) {
            case DataKind.Bool() -> Optional.of(BOOL);
            case DataKind.Unsigned(int blocks) ->
                Arrays.stream(BY_CODE)
                        .filter(type -> !type.isBool() && type.blocks() == blocks)
                        .findFirst();
            case DataKind.Signed(int blocks) -> Optional.empty();
        };
    }

    /** The kind of a value of this type in a list. */
    public DataKind kind() {
        return isBool() ? new DataKind.Bool() : new DataKind.Unsigned(blocks());
    }

    /** The number of this type on the wire, in handles and in the database. */
    public int code() {
        return code;
    }

    /** The name that error messages use. */
    public String backendName() {
        return backendName;
    }

    /** Width of the value in bits; 1 for a boolean. */
    public int bits() {
        return bits;
    }

    /** Number of radix blocks, of two message bits each, that hold a value; 1 for a boolean. */
    public int blocks() {
        return Math.ceilDiv(bits, MESSAGE_BITS_PER_BLOCK);
    }

    public boolean isBool() {
        return this == BOOL;
    }

    /** Whether contracts use this type as a byte string. Such values have no arithmetic. */
    public boolean isBytes() {
        return bits > 256;
    }
}
