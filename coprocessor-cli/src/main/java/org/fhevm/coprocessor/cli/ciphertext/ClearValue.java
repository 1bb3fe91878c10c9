package org.fhevm.coprocessor.cli.ciphertext;

import java.math.BigInteger;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.tfhe.operation.FheType;

/**
 * A value and its type; as text {@code euint64:100}, {@code euint8:0xff} or {@code ebool:true}. The text may leave out
 * the e of the type.
 *
 * @param value not negative and within the width of the type
 */
public record ClearValue(FheType type, BigInteger value) {
    public ClearValue {
        if (value.signum() < 0 || value.bitLength() > type.bits()) {
            throw new IllegalArgumentException(value + " does not fit " + FheNames.of(type));
        }
    }

    /** @throws IllegalArgumentException if the text is no value, with a message for the user */
    public static ClearValue parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a value is written type:value, for instance euint64:100, not " + text);
        }
        FheType type = type(text.substring(0, colon));
        return new ClearValue(type, number(type, text.substring(colon + 1)));
    }

    private static FheType type(String name) {
        return FheNames.type(name.startsWith("e") ? name : "e" + name, FheNames.types());
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

    @Override
    public String toString() {
        return FheNames.of(type) + ":" + (type.isBool() ? value.signum() != 0 : value.toString());
    }
}
