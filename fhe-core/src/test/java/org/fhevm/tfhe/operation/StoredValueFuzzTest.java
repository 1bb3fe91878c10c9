package org.fhevm.tfhe.operation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.testing.ToyKeys;

/** Stored ciphertexts that another program wrote: decompression gives a value of the announced type, or a refusal. */
class StoredValueFuzzTest {
    private static final ServerKeyEvaluator EVALUATOR =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), new InlineExecutor(1));

    @FuzzTest
    void storedValue(byte[] data) {
        for (FheType type : new FheType[] {FheType.BOOL, FheType.UINT4}) {
            FheValue value;
            try {
                value = EVALUATOR.decompress(data, type);
            } catch (MalformedInputException e) {
                continue;
            }
            if (value.type() != type || value.ciphertext().blockCount() != type.blocks()) {
                throw new AssertionError("brought back as something else");
            }
        }
    }
}
