package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * The results of binary and unary operations on clear values. Divisors are not zero; shift amounts are below the width.
 */
final class ClearResult {
    private ClearResult() {}

    static BigInteger of(FheOperation operation, FheType type, BigInteger left, BigInteger right) {
        BigInteger result = switch (operation) {
            case ADD -> left.add(right);
            case SUB -> left.subtract(right);
            case MUL -> left.multiply(right);
            case DIV -> left.divide(right);
            case REM -> left.remainder(right);
            case BIT_AND -> left.and(right);
            case BIT_OR -> left.or(right);
            case BIT_XOR -> left.xor(right);
            case SHL -> left.shiftLeft(right.intValueExact());
            case SHR -> left.shiftRight(right.intValueExact());
            case ROTL -> rotated(left, right.intValueExact(), type.bits());
            case ROTR -> rotated(left, type.bits() - right.intValueExact(), type.bits());
            case EQ -> truth(left.equals(right));
            case NE -> truth(!left.equals(right));
            case GE -> truth(left.compareTo(right) >= 0);
            case GT -> truth(left.compareTo(right) > 0);
            case LE -> truth(left.compareTo(right) <= 0);
            case LT -> truth(left.compareTo(right) < 0);
            case MIN -> left.min(right);
            case MAX -> left.max(right);
            case NEG -> left.negate();
            case NOT -> left.not();
            case CAST, TRIVIAL_ENCRYPT, IF_THEN_ELSE, RAND, RAND_BOUNDED, GET_CIPHERTEXT ->
                throw new IllegalArgumentException(operation + " takes other operands");
        };
        return result.mod(BigInteger.ONE.shiftLeft(type.bits()));
    }

    static BigInteger truth(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static BigInteger rotated(BigInteger value, int up, int bits) {
        return value.shiftLeft(up).or(value.shiftRight(bits - up));
    }
}
