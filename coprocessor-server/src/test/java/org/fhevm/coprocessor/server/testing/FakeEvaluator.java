package org.fhevm.coprocessor.server.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ScalarDecoding;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * An evaluator without cryptography: a block holds its clear digit as its body, and the stored form of a value is a
 * text such as {@code UINT8=200}. The value at index i of an input list is i.
 */
public final class FakeEvaluator implements FheEvaluator {

    private final AtomicInteger compressions = new AtomicInteger();
    private final AtomicInteger expansions = new AtomicInteger();
    private final AtomicInteger largestExpansion = new AtomicInteger();
    private volatile IntPredicate compressionFails = number -> false;
    private volatile Runnable beforeExpansion = () -> {};

    /** The number of values compressed so far. */
    public int compressions() {
        return compressions.get();
    }

    /** The number of lists expanded so far. */
    public int expansions() {
        return expansions.get();
    }

    /** The most blocks that were expanded at once. */
    public int largestExpansion() {
        return largestExpansion.get();
    }

    /** Makes compressions fail: those whose number, counted from 0 from now on, satisfies this. */
    public void failCompressions(IntPredicate numbers) {
        int from = compressions.get();
        compressionFails = number -> numbers.test(number - from);
    }

    /** Runs this before each expansion of blocks of a list. */
    public void beforeExpansion(Runnable action) {
        beforeExpansion = action;
    }

    @Override
    public FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands) {
        throw new UnsupportedOperationException("the server computes nothing");
    }

    @Override
    public FheValue trivialEncrypt(FheType type, byte[] bigEndian) {
        return value(type, ScalarDecoding.trivialValue(type, bigEndian));
    }

    private static FheValue value(FheType type, BigInteger clear) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int block = 0; block < type.blocks(); block++) {
            long digit = clear.shiftRight(2 * block).longValue() & 3;
            blocks.add(new ShortintCiphertext(new long[] {0, digit}, 3, 0));
        }
        return new FheValue(type, new RadixCiphertext(blocks));
    }

    @Override
    public byte[] compress(FheValue value) {
        if (compressionFails.test(compressions.getAndIncrement())) {
            throw new IllegalStateException("this compression was meant to fail");
        }
        BigInteger clear = BigInteger.ZERO;
        for (ShortintCiphertext block : value.ciphertext().blocks().reversed()) {
            clear = clear.shiftLeft(2).add(BigInteger.valueOf(block.words()[1]));
        }
        return stored(value.type(), clear);
    }

    /** The stored form of a clear value. */
    public static byte[] stored(FheType type, BigInteger clear) {
        return (type + "=" + clear).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public FheValue decompress(byte[] stored, FheType type) {
        throw new UnsupportedOperationException("the server reads no stored value");
    }

    @Override
    public List<FheValue> expand(ProvenCompactCiphertextList list) throws MalformedInputException {
        List<FheValue> values = new ArrayList<>();
        for (DataKind kind : list.kinds()) {
            FheType type = FheType.fromKind(kind).orElseThrow();
            values.add(value(type, BigInteger.valueOf(values.size()).mod(BigInteger.TWO.pow(type.bits()))));
        }
        return values;
    }

    @Override
    public List<ShortintCiphertext> expandBlocks(ProvenCompactCiphertextList list, int from, int to)
            throws MalformedInputException {
        beforeExpansion.run();
        if (from == 0) {
            expansions.incrementAndGet();
        }
        largestExpansion.accumulateAndGet(to - from, Math::max);
        return FheEvaluator.super.expandBlocks(list, from, to);
    }
}
