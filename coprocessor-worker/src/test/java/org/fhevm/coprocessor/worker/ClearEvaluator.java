package org.fhevm.coprocessor.worker;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ScalarDecoding;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Computes on clear values, for tests of what goes on around an evaluator. A block holds its digit as the body of a
 * trivial ciphertext; a stored value is its type's code and eight bytes of value. Values fit 64 bits.
 */
public class ClearEvaluator implements FheEvaluator {
    private final AtomicInteger evaluations = new AtomicInteger();
    private final AtomicInteger decompressions = new AtomicInteger();

    public static byte[] stored(FheType type, long value) {
        return ByteBuffer.allocate(9).put((byte) type.code()).putLong(value).array();
    }

    public static long value(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(1);
    }

    public int evaluations() {
        return evaluations.get();
    }

    public int decompressions() {
        return decompressions.get();
    }

    @Override
    public FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands)
            throws FheComputationException {
        evaluations.incrementAndGet();
        BigInteger result = switch (operation) {
            case ADD -> clear(operands.get(0)).add(right(operation, operands));
            case SUB -> clear(operands.get(0)).subtract(right(operation, operands));
            case LE -> bool(clear(operands.get(0)).compareTo(right(operation, operands)) <= 0);
            case IF_THEN_ELSE -> clear(operands.get(clear(operands.get(0)).signum() == 0 ? 2 : 1));
            case TRIVIAL_ENCRYPT ->
                ScalarDecoding.trivialValue(resultType, ((FheOperand.Scalar) operands.get(0)).bigEndian());
            // Stands for every computation that has no result.
            case BIT_XOR -> throw new FheComputationException("attempt to divide by 0");
            default -> throw new FheComputationException(operation + " is not computed in clear");
        };
        return encode(resultType, result.mod(BigInteger.TWO.pow(resultType.bits())));
    }

    @Override
    public FheValue trivialEncrypt(FheType type, byte[] bigEndian) {
        return encode(type, ScalarDecoding.trivialValue(type, bigEndian));
    }

    @Override
    public byte[] compress(FheValue value) {
        return stored(value.type(), decode(value).longValue());
    }

    @Override
    public FheValue decompress(byte[] stored, FheType type) throws MalformedInputException {
        decompressions.incrementAndGet();
        if (stored.length != 9 || stored[0] != type.code()) {
            throw new MalformedInputException("unexpected end of input", stored.length);
        }
        return encode(type, BigInteger.valueOf(value(stored)));
    }

    @Override
    public List<FheValue> expand(ProvenCompactCiphertextList list) {
        throw new UnsupportedOperationException("workers expand nothing");
    }

    private static BigInteger right(FheOperation operation, List<FheOperand> operands) {
        FheType left = ((FheOperand.Encrypted) operands.get(0)).value().type();
        return switch (operands.get(1)) {
            case FheOperand.Encrypted encrypted -> decode(encrypted.value());
            case FheOperand.Scalar scalar -> ScalarDecoding.rightOperand(operation, left, scalar.bigEndian());
        };
    }

    private static BigInteger clear(FheOperand operand) {
        return decode(((FheOperand.Encrypted) operand).value());
    }

    private static BigInteger bool(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static FheValue encode(FheType type, BigInteger value) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int block = 0; block < type.blocks(); block++) {
            long digit = value.shiftRight(2 * block).longValue() & 3;
            blocks.add(new ShortintCiphertext(new long[] {0, digit}, 3, 0));
        }
        return new FheValue(type, new RadixCiphertext(blocks));
    }

    private static BigInteger decode(FheValue value) {
        BigInteger result = BigInteger.ZERO;
        List<ShortintCiphertext> blocks = value.ciphertext().blocks();
        for (int block = blocks.size() - 1; block >= 0; block--) {
            result = result.shiftLeft(2).or(BigInteger.valueOf(blocks.get(block).words()[1]));
        }
        return result;
    }
}
