package org.fhevm.tfhe.operation;

import java.math.BigInteger;
import java.util.Optional;

/** The results of operations on unencrypted integers: the rules as clients know them, written independently. */
final class ClearArithmetic {
    private ClearArithmetic() {}

    /** Reduces the amount of a shift below the width. */
    private enum Amount {
        ENCRYPTED {
            @Override
            int of(BigInteger amount, int bits) {
                int kept = Integer.bitCount(bits) == 1 ? bits : Integer.highestOneBit(bits) * 2;
                return amount.mod(BigInteger.valueOf(kept)).intValueExact();
            }
        },
        CLEAR {
            @Override
            int of(BigInteger amount, int bits) {
                BigInteger low = amount.mod(BigInteger.TWO.pow(64));
                return low.mod(BigInteger.valueOf(bits)).intValueExact();
            }
        };

        abstract int of(BigInteger amount, int bits);
    }

    /** The result on two encrypted values of a type. */
    static BigInteger ofEncrypted(FheOperation operation, FheType type, BigInteger left, BigInteger right) {
        return compute(operation, type.bits(), left, right, Amount.ENCRYPTED)
                .orElseGet(() -> operation == FheOperation.DIV ? mask(type) : left);
    }

    /** The result on an encrypted value and a scalar; empty if there is none. */
    static Optional<BigInteger> ofScalar(FheOperation operation, FheType type, BigInteger left, BigInteger scalar) {
        if (type.isBool()) {
            boolean any = scalar.signum() != 0;
            boolean low = scalar.testBit(0) || scalar.testBit(1) || scalar.testBit(2) || scalar.testBit(3);
            boolean comparison = operation == FheOperation.EQ || operation == FheOperation.NE;
            return compute(operation, 1, left, truth(comparison ? any : low), Amount.CLEAR);
        }
        return compute(operation, type.bits(), left, scalar.and(mask(type)), Amount.CLEAR);
    }

    /** The result on one encrypted value. */
    static BigInteger ofOne(FheOperation operation, FheType type, BigInteger value) {
        BigInteger result = switch (operation) {
            case NEG -> value.negate();
            case NOT -> value.not();
            default -> throw new IllegalArgumentException(operation + " takes other operands");
        };
        return result.and(mask(type));
    }

    /** The result of a conversion. */
    static BigInteger cast(FheType target, BigInteger value) {
        return target.isBool() ? truth(value.signum() != 0) : value.and(mask(target));
    }

    /** The largest value of a type. */
    static BigInteger mask(FheType type) {
        return BigInteger.TWO.pow(type.bits()).subtract(BigInteger.ONE);
    }

    private static BigInteger truth(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static Optional<BigInteger> compute(
            FheOperation operation, int bits, BigInteger left, BigInteger right, Amount amount) {
        BigInteger modulus = BigInteger.TWO.pow(bits);
        if ((operation == FheOperation.DIV || operation == FheOperation.REM) && right.signum() == 0) {
            return Optional.empty();
        }
        BigInteger result = switch (operation) {
            case ADD -> left.add(right);
            case SUB -> left.subtract(right);
            case MUL -> left.multiply(right);
            case DIV -> left.divide(right);
            case REM -> left.remainder(right);
            case BIT_AND -> left.and(right);
            case BIT_OR -> left.or(right);
            case BIT_XOR -> left.xor(right);
            case SHL -> left.shiftLeft(amount.of(right, bits));
            case SHR -> left.shiftRight(amount.of(right, bits));
            case ROTL -> rotated(left, amount.of(right, bits), bits);
            case ROTR -> rotated(left, -amount.of(right, bits), bits);
            case EQ -> truth(left.equals(right));
            case NE -> truth(!left.equals(right));
            case GE -> truth(left.compareTo(right) >= 0);
            case GT -> truth(left.compareTo(right) > 0);
            case LE -> truth(left.compareTo(right) <= 0);
            case LT -> truth(left.compareTo(right) < 0);
            case MIN -> left.min(right);
            case MAX -> left.max(right);
            case NEG, NOT, CAST, TRIVIAL_ENCRYPT, IF_THEN_ELSE, RAND, RAND_BOUNDED, GET_CIPHERTEXT ->
                throw new IllegalArgumentException(operation + " takes other operands");
        };
        return Optional.of(result.mod(modulus));
    }

    private static BigInteger rotated(BigInteger value, int up, int bits) {
        int distance = Math.floorMod(up, bits);
        return value.shiftLeft(distance).or(value.shiftRight(bits - distance));
    }
}
