package org.fhevm.coprocessor.cli.ciphertext;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fhevm.tfhe.operation.FheType;

/**
 * A value and its type; as text {@code uint64:100}, {@code uint8:0xff} or {@code bool:true}.
 *
 * @param value not negative and within the width of the type
 */
public record ClearValue(FheType type, BigInteger value) {
    public ClearValue {
        if (value.signum() < 0 || value.bitLength() > type.bits()) {
            throw new IllegalArgumentException(value + " does not fit " + name(type));
        }
    }

    /** @throws IllegalArgumentException if the text is no value, with a message for the user */
    public static ClearValue parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a value is written type:value, for instance uint64:100, not " + text);
        }
        FheType type = type(text.substring(0, colon));
        return new ClearValue(type, number(type, text.substring(colon + 1)));
    }

    /** The type with this name: bool, uint4 to uint256, bytes64, bytes128 or bytes256. */
    private static FheType type(String name) {
        return Arrays.stream(FheType.values())
                .filter(type -> name(type).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no type " + name + "; the types are "
                        + Arrays.stream(FheType.values()).map(ClearValue::name).collect(Collectors.joining(", "))));
    }

    private static BigInteger number(FheType type, String digits) {
        if (type.isBool() && (digits.equals("true") || digits.equals("false"))) {
            return digits.equals("true") ? BigInteger.ONE : BigInteger.ZERO;
        }
        try {
            return digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(digits + " is not a number", e);
        }
    }

    static String name(FheType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name(type) + ":" + (type.isBool() ? value.signum() != 0 : value.toString());
    }
}
