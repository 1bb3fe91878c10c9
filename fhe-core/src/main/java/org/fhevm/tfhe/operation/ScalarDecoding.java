package org.fhevm.tfhe.operation;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The number that the bytes of a scalar stand for. Bytes come most significant first, in any number; the use decides
 * how many of them count, and how. The rules are observable (contracts compute with the results), and those for
 * booleans are not an obvious choice.
 */
public final class ScalarDecoding {
    private static final int SEED_BYTES = 16;
    private static final int LOW_NIBBLE = 0x0f;

    private ScalarDecoding() {}

    /**
     * The right operand of a binary operation whose left operand has the given type: the low bits of the big-endian
     * integer, as many as the type has. Longer byte strings lose their high bytes, shorter ones are extended with
     * zeros.
     *
     * <p>With a boolean on the left the result is 0 or 1. Comparisons test whether any byte is set, the logical
     * operations only whether the low nibble of the last byte is, so that the byte 0x10 is true for the former and
     * false for the latter.
     */
    public static BigInteger rightOperand(FheOperation operation, FheType left, byte[] bigEndian) {
        if (!left.isBool()) {
            return lowBits(bigEndian, left.bits());
        }
        boolean set = switch (operation) {
            case EQ, NE -> !isAllZero(bigEndian);
            case BIT_AND, BIT_OR, BIT_XOR -> (lastByte(bigEndian) & LOW_NIBBLE) != 0;
            default -> throw new IllegalArgumentException(operation + " takes no scalar with a boolean");
        };
        return set ? BigInteger.ONE : BigInteger.ZERO;
    }

    /**
     * The value that a trivial encryption encrypts: the low bits of the integer, and for a boolean 1 exactly if the
     * last byte is not zero. No bytes at all stand for zero.
     */
    public static BigInteger trivialValue(FheType type, byte[] bigEndian) {
        if (type.isBool()) {
            return lastByte(bigEndian) != 0 ? BigInteger.ONE : BigInteger.ZERO;
        }
        return lowBits(bigEndian, type.bits());
    }

    /**
     * The distance of a shift or rotation by a scalar amount: the low 64 bits of the amount that the type keeps, modulo
     * the width. A shift by the width therefore does nothing, for a width of 160 bits too.
     */
    public static int shiftAmount(FheType type, byte[] bigEndian) {
        BigInteger kept = lowBits(bigEndian, Math.min(type.bits(), Long.SIZE));
        return kept.mod(BigInteger.valueOf(type.bits())).intValueExact();
    }

    /**
     * The seed of a random draw, an unsigned integer of 128 bits: the last 16 bytes, fewer being extended with zeros.
     */
    public static BigInteger randomSeed(byte[] bigEndian) {
        return lowBits(bigEndian, SEED_BYTES * Byte.SIZE);
    }

    /**
     * Number of random bits for a bound, at most the width of the type; a boolean always has one. For a power of two it
     * is the logarithm. Otherwise it is the position of the highest bit <em>of the lowest byte that is not zero</em>,
     * so that 3 gives 1 and 257 gives 0. A bound of zero gives all the bits of its bytes.
     */
    public static int randomBitCount(FheType type, byte[] bound) {
        if (type.isBool()) {
            return 1;
        }
        int bits = 0;
        for (int i = bound.length - 1; i >= 0; i--) {
            int value = Byte.toUnsignedInt(bound[i]);
            if (value != 0) {
                bits += Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
                break;
            }
            bits += Byte.SIZE;
        }
        return Math.min(bits, type.bits());
    }

    /** Whether no byte is set; true of no bytes. */
    public static boolean isAllZero(byte[] bytes) {
        for (byte value : bytes) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger lowBits(byte[] bigEndian, int bits) {
        int bytes = Math.min(bigEndian.length, Math.ceilDiv(bits, Byte.SIZE));
        byte[] low = Arrays.copyOfRange(bigEndian, bigEndian.length - bytes, bigEndian.length);
        int surplus = bytes * Byte.SIZE - bits;
        if (surplus > 0) {
            low[0] &= (byte) (0xff >>> surplus);
        }
        return new BigInteger(1, low);
    }

    private static int lastByte(byte[] bytes) {
        return bytes.length == 0 ? 0 : bytes[bytes.length - 1];
    }
}
