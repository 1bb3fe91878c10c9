package org.fhevm.tfhe.operation;

import java.math.BigInteger;
import java.util.List;
import org.fhevm.tfhe.integer.Addition;
import org.fhevm.tfhe.integer.Bitwise;
import org.fhevm.tfhe.integer.Cast;
import org.fhevm.tfhe.integer.Comparison;
import org.fhevm.tfhe.integer.Digits;
import org.fhevm.tfhe.integer.Division;
import org.fhevm.tfhe.integer.Multiplication;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.RandomInteger;
import org.fhevm.tfhe.integer.ScalarDivision;
import org.fhevm.tfhe.integer.Selection;
import org.fhevm.tfhe.integer.Shift;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Maps each row of the table of operations to a function of the integer layer. */
final class OperationDispatch {
    private final RadixContext context;

    OperationDispatch(RadixContext context) {
        this.context = context;
    }

    FheValue trivial(FheType type, BigInteger value) {
        return new FheValue(type, context.trivial(Digits.of(value, type.blocks())));
    }

    RadixCiphertext apply(FheOperation operation, FheType resultType, List<FheOperand> operands)
            throws FheComputationException {
        return switch (operation) {
            case ADD,
                    SUB,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    EQ,
                    NE,
                    GE,
                    GT,
                    LE,
                    LT,
                    MIN,
                    MAX,
                    MUL,
                    DIV,
                    REM,
                    SHL,
                    SHR,
                    ROTL,
                    ROTR -> binary(operation, operands);
            case NEG -> Addition.negate(context, value(operands, 0).ciphertext());
            case NOT -> not(value(operands, 0));
            case CAST -> cast(value(operands, 0), resultType);
            case IF_THEN_ELSE ->
                Selection.select(
                        context,
                        value(operands, 0).ciphertext().blocks().getFirst(),
                        value(operands, 1).ciphertext(),
                        value(operands, 2).ciphertext());
            case TRIVIAL_ENCRYPT ->
                trivial(resultType, ScalarDecoding.trivialValue(resultType, scalar(operands, 0)))
                        .ciphertext();
            case RAND -> random(resultType, operands, resultType.bits());
            case RAND_BOUNDED ->
                random(resultType, operands, ScalarDecoding.randomBitCount(resultType, scalar(operands, 1)));
            case GET_CIPHERTEXT -> throw new IllegalArgumentException(operation + " is not a computation");
        };
    }

    private RadixCiphertext binary(FheOperation operation, List<FheOperand> operands) throws FheComputationException {
        FheValue left = value(operands, 0);
        return switch (operands.get(1)) {
            case FheOperand.Encrypted right ->
                withEncrypted(operation, left, right.value().ciphertext());
            case FheOperand.Scalar right -> withScalar(operation, left, right.bigEndian());
        };
    }

    private RadixCiphertext withEncrypted(FheOperation operation, FheValue leftValue, RadixCiphertext right) {
        RadixCiphertext left = leftValue.ciphertext();
        return switch (operation) {
            case ADD -> Addition.add(context, left, right);
            case SUB -> Addition.subtract(context, left, right);
            case BIT_AND -> Bitwise.apply(context, Bitwise.Operator.AND, left, right);
            case BIT_OR -> Bitwise.apply(context, Bitwise.Operator.OR, left, right);
            case BIT_XOR -> Bitwise.apply(context, Bitwise.Operator.XOR, left, right);
            case EQ -> single(Comparison.equal(context, left, right));
            case NE -> single(Comparison.notEqual(context, left, right));
            case GE -> single(Comparison.greaterOrEqual(context, left, right));
            case GT -> single(Comparison.less(context, right, left));
            case LE -> single(Comparison.greaterOrEqual(context, right, left));
            case LT -> single(Comparison.less(context, left, right));
            case MIN -> Selection.select(context, Comparison.less(context, left, right), left, right);
            case MAX -> Selection.select(context, Comparison.less(context, left, right), right, left);
            case MUL -> Multiplication.multiply(context, left, right);
            case DIV -> Division.divide(context, left, right);
            case REM -> Division.remainder(context, left, right);
            case SHL -> Shift.apply(context, Shift.Direction.LEFT, left, right);
            case SHR -> Shift.apply(context, Shift.Direction.RIGHT, left, right);
            case ROTL -> Shift.apply(context, Shift.Direction.ROTATE_LEFT, left, right);
            case ROTR -> Shift.apply(context, Shift.Direction.ROTATE_RIGHT, left, right);
            case NEG, NOT, CAST, TRIVIAL_ENCRYPT, IF_THEN_ELSE, RAND, RAND_BOUNDED, GET_CIPHERTEXT ->
                throw new IllegalArgumentException(operation + " is not an operation on two values");
        };
    }

    private RadixCiphertext withScalar(FheOperation operation, FheValue leftValue, byte[] scalar)
            throws FheComputationException {
        RadixCiphertext left = leftValue.ciphertext();
        FheType type = leftValue.type();
        int[] right = Digits.of(ScalarDecoding.rightOperand(operation, type, scalar), type.blocks());
        return switch (operation) {
            case ADD -> Addition.addScalar(context, left, right);
            case SUB -> Addition.subtractScalar(context, left, right);
            case BIT_AND -> Bitwise.applyScalar(context, Bitwise.Operator.AND, left, right);
            case BIT_OR -> Bitwise.applyScalar(context, Bitwise.Operator.OR, left, right);
            case BIT_XOR -> Bitwise.applyScalar(context, Bitwise.Operator.XOR, left, right);
            case EQ -> single(Comparison.equalScalar(context, left, right));
            case NE -> single(Comparison.notEqualScalar(context, left, right));
            case GE -> single(Comparison.greaterOrEqualScalar(context, left, right));
            case GT -> single(Comparison.greaterScalar(context, left, right));
            case LE -> single(Comparison.lessOrEqualScalar(context, left, right));
            case LT -> single(Comparison.lessScalar(context, left, right));
            case MIN ->
                Selection.select(context, Comparison.lessScalar(context, left, right), left, context.trivial(right));
            case MAX ->
                Selection.select(context, Comparison.lessScalar(context, left, right), context.trivial(right), left);
            case MUL -> Multiplication.multiplyScalar(context, left, right);
            case DIV -> ScalarDivision.divide(context, left, requireNotZero(right));
            case REM -> ScalarDivision.remainder(context, left, requireNotZero(right));
            case SHL -> shift(Shift.Direction.LEFT, leftValue, scalar);
            case SHR -> shift(Shift.Direction.RIGHT, leftValue, scalar);
            case ROTL -> shift(Shift.Direction.ROTATE_LEFT, leftValue, scalar);
            case ROTR -> shift(Shift.Direction.ROTATE_RIGHT, leftValue, scalar);
            case NEG, NOT, CAST, TRIVIAL_ENCRYPT, IF_THEN_ELSE, RAND, RAND_BOUNDED, GET_CIPHERTEXT ->
                throw new IllegalArgumentException(operation + " is not an operation on a value and a scalar");
        };
    }

    private RadixCiphertext shift(Shift.Direction direction, FheValue value, byte[] scalar) {
        int amount = ScalarDecoding.shiftAmount(value.type(), scalar);
        return Shift.applyScalar(context, direction, value.ciphertext(), amount);
    }

    /** Refuses a divisor whose low digits, the only ones that count, are all 0. */
    private static int[] requireNotZero(int[] divisor) throws FheComputationException {
        if (Digits.toInteger(divisor).signum() == 0) {
            throw new FheComputationException("attempt to divide by 0");
        }
        return divisor;
    }

    private RadixCiphertext random(FheType type, List<FheOperand> operands, int bits) {
        BigInteger seed = ScalarDecoding.randomSeed(scalar(operands, 0));
        Seed words = new Seed(seed.shiftRight(Long.SIZE).longValue(), seed.longValue());
        return RandomInteger.generate(context, words, bits, type.blocks());
    }

    private RadixCiphertext not(FheValue value) {
        return value.type().isBool()
                ? Bitwise.notBoolean(context, value.ciphertext())
                : Bitwise.not(context, value.ciphertext());
    }

    private RadixCiphertext cast(FheValue value, FheType target) {
        if (target.isBool() && !value.type().isBool()) {
            return single(Comparison.notZero(context, value.ciphertext()));
        }
        return Cast.toBlocks(context, value.ciphertext(), target.blocks());
    }

    private static RadixCiphertext single(ShortintCiphertext block) {
        return new RadixCiphertext(List.of(block));
    }

    private static FheValue value(List<FheOperand> operands, int index) {
        if (operands.get(index) instanceof FheOperand.Encrypted encrypted) {
            return encrypted.value();
        }
        throw new IllegalArgumentException("operand " + index + " must be encrypted");
    }

    private static byte[] scalar(List<FheOperand> operands, int index) {
        if (operands.get(index) instanceof FheOperand.Scalar scalar) {
            return scalar.bigEndian();
        }
        throw new IllegalArgumentException("operand " + index + " must be a scalar");
    }
}
