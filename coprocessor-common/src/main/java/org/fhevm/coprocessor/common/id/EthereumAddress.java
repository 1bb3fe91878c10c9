package org.fhevm.coprocessor.common.id;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.fhevm.coprocessor.common.bytes.ByteString;
import org.fhevm.coprocessor.common.hash.Keccak256;

/** An Ethereum address: 20 bytes, shown with the mixed-case checksum of EIP-55. */
public final class EthereumAddress extends ByteString {
    public static final int BYTES = 20;

    private EthereumAddress(byte[] bytes) {
        super(bytes);
    }

    /**
     * Reads 40 hexadecimal digits in any letter case, with or without 0x. The checksum that the letter case may carry
     * is not verified: callers of the reference send addresses in every spelling.
     *
     * @throws IllegalArgumentException whose message is one of {@code odd number of digits}, {@code invalid string
     *     length}, {@code invalid character 'g' at position 3}
     */
    public static EthereumAddress parse(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.length() % 2 != 0) {
            throw new IllegalArgumentException("odd number of digits");
        }
        if (digits.length() != 2 * BYTES) {
            throw new IllegalArgumentException("invalid string length");
        }
        for (int i = 0; i < digits.length(); i++) {
            if (!HexFormat.isHexDigit(digits.charAt(i))) {
                throw new IllegalArgumentException("invalid character '" + digits.charAt(i) + "' at position " + i);
            }
        }
        return new EthereumAddress(HexFormat.of().parseHex(digits));
    }

    /**
     * An address from its bytes.
     *
     * @param bytes 20 bytes, copied
     */
    public static EthereumAddress fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an address has 20 bytes, got " + bytes.length);
        }
        return new EthereumAddress(bytes.clone());
    }

    /** 0x and 40 digits; a letter is a capital where the hash of the lower-case digits has its bit set (EIP-55). */
    public String checksummed() {
        String digits = HexFormat.of().formatHex(array());
        byte[] hash = Keccak256.hash(digits.getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            int nibble = (i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2]) & 0x0f;
            char digit = digits.charAt(i);
            text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return checksummed();
    }
}
