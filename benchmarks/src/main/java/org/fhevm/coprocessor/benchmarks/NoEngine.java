package org.fhevm.coprocessor.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Returns at once without computing; results have the size of real ones. */
final class NoEngine implements FheEvaluator {
    /** Approximate size of an encrypted 64-bit value in the database. */
    static final Bytes STORED = Bytes.of(new byte[1600]);

    private final Map<FheType, FheValue> values = new ConcurrentHashMap<>();
    private final Runnable atStart;

    /** @param atStart run whenever a computation starts */
    NoEngine(Runnable atStart) {
        this.atStart = atStart;
    }

    @Override
    public FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands) {
        atStart.run();
        return value(resultType);
    }

    @Override
    public FheValue trivialEncrypt(FheType type, byte[] bigEndian) {
        return value(type);
    }

    @Override
    public byte[] compress(FheValue value) {
        return STORED.array();
    }

    @Override
    public FheValue decompress(byte[] stored, FheType type) {
        return value(type);
    }

    @Override
    public List<FheValue> expand(ProvenCompactCiphertextList list) {
        throw new UnsupportedOperationException("workers expand nothing");
    }

    private FheValue value(FheType type) {
        return values.computeIfAbsent(
                type,
                key -> new FheValue(
                        key,
                        new RadixCiphertext(Stream.generate(() -> new ShortintCiphertext(new long[] {0, 0}, 3, 0))
                                .limit(key.blocks())
                                .toList())));
    }
}
