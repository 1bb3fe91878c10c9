package org.fhevm.coprocessor.common.tenant;

import java.util.List;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/** Stands for an evaluator where none is called. */
final class NoEvaluator implements FheEvaluator {
    @Override
    public FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FheValue trivialEncrypt(FheType type, byte[] bigEndian) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] compress(FheValue value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FheValue decompress(byte[] stored, FheType type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<FheValue> expand(ProvenCompactCiphertextList list) {
        throw new UnsupportedOperationException();
    }
}
