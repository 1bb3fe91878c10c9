package org.fhevm.coprocessor.server.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.util.BigIntegers;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/**
 * Builds the hash of one struct: the hash of its type, then a word of 32 bytes for each member in the order of the type
 * (EIP-712, "Definition of encodeData"). Mutable; used once, by one thread.
 */
final class Eip712Encoder {
    private static final int WORD = 32;

    private final ByteArrayOutputStream words = new ByteArrayOutputStream();

    /** A struct of this type, written as in the definition of encodeType. */
    Eip712Encoder(String type) {
        string(type);
    }

    /** A dynamic string: the hash of its UTF-8 bytes. */
    Eip712Encoder string(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Dynamic bytes: their hash. */
    Eip712Encoder bytes(byte[] value) {
        words.writeBytes(Keccak256.hash(value));
        return this;
    }

    /** A value of exactly one word. */
    Eip712Encoder bytes32(byte[] value) {
        if (value.length != WORD) {
            throw new IllegalArgumentException("a word has " + WORD + " bytes, not " + value.length);
        }
        words.writeBytes(value);
        return this;
    }

    /** An unsigned integer below 2^256, given as at most 32 bytes, most significant first. */
    Eip712Encoder uint256(byte[] bigEndian) {
        words.writeBytes(word(bigEndian));
        return this;
    }

    /** A non-negative integer. */
    Eip712Encoder uint256(long value) {
        return uint256(BigIntegers.asUnsignedByteArray(BigInteger.valueOf(value)));
    }

    Eip712Encoder address(EthereumAddress value) {
        return uint256(value.bytes());
    }

    /** An array of unsigned integers: the hash of their words. */
    Eip712Encoder uint256Array(List<byte[]> values) {
        ByteArrayOutputStream elements = new ByteArrayOutputStream(values.size() * WORD);
        values.forEach(value -> elements.writeBytes(word(value)));
        return bytes(elements.toByteArray());
    }

    /** The hash of the struct, hashStruct. */
    byte[] hash() {
        return Keccak256.hash(words.toByteArray());
    }

    /** The digest to sign: the hash of the struct in its domain, behind a prefix that no transaction starts with. */
    byte[] digestIn(byte[] domainSeparator) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(2 + 2 * WORD);
        message.write(0x19);
        message.write(0x01);
        message.writeBytes(domainSeparator);
        message.writeBytes(hash());
        return Keccak256.hash(message.toByteArray());
    }

    private static byte[] word(byte[] bigEndian) {
        if (bigEndian.length > WORD) {
            throw new IllegalArgumentException(bigEndian.length + " bytes do not fit a word of " + WORD);
        }
        byte[] word = new byte[WORD];
        System.arraycopy(bigEndian, 0, word, WORD - bigEndian.length, bigEndian.length);
        return word;
    }
}
