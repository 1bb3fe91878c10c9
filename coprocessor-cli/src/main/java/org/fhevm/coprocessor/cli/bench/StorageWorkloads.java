package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.ciphertext.ClearValue;
import org.fhevm.coprocessor.cli.ciphertext.UserInputs;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** Storing and reading 64-bit values, and expanding users' inputs. */
final class StorageWorkloads {
    private static final FheType TYPE = FheType.UINT64;
    private static final BigInteger VALUE = Samples.of(TYPE).left();

    private StorageWorkloads() {}

    private static void requireValue(String name, BigInteger value) {
        Workload.require(value.equals(VALUE), name, VALUE, value);
    }

    /** Compresses a value to its stored bytes. */
    record Compress(FheEvaluator evaluator, ClientSide client, FheValue value) implements Workload<byte[]> {
        static Compress of(FheEvaluator evaluator, ClientSide client) {
            return new Compress(evaluator, client, client.encrypt(TYPE, VALUE));
        }

        @Override
        public String name() {
            return "compress euint64";
        }

        @Override
        public byte[] run() {
            return evaluator.compress(value);
        }

        @Override
        public void check(byte[] result) {
            try {
                requireValue(name(), client.decrypt(evaluator.decompress(result, TYPE)));
            } catch (MalformedInputException e) {
                throw new IllegalStateException("what was compressed cannot be read", e);
            }
        }
    }

    /** Decompresses the stored bytes of a value to blocks. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Decompress(FheEvaluator evaluator, ClientSide client, byte[] stored) implements Workload<FheValue> {
        static Decompress of(FheEvaluator evaluator, ClientSide client) {
            return new Decompress(evaluator, client, evaluator.compress(client.encrypt(TYPE, VALUE)));
        }

        @Override
        public String name() {
            return "decompress euint64";
        }

        @Override
        public FheValue run() throws MalformedInputException {
            return evaluator.decompress(stored, TYPE);
        }

        @Override
        public void check(FheValue result) {
            requireValue(name(), client.decrypt(result));
        }
    }

    /** Expands a user's list: from the public key to values under the key of computation. */
    record Expand(FheEvaluator evaluator, ClientSide client, ProvenCompactCiphertextList list, int count)
            implements Workload<List<FheValue>> {
        static Expand of(FheEvaluator evaluator, ClientSide client, CompactPublicKey key, int count) {
            List<ClearValue> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(new ClearValue(TYPE, VALUE));
            }
            return new Expand(evaluator, client, new UserInputs(key, values).unproven(), count);
        }

        @Override
        public String name() {
            return "expand an input of " + count + " x euint64";
        }

        @Override
        public List<FheValue> run() throws MalformedInputException {
            return evaluator.expand(list);
        }

        @Override
        public void check(List<FheValue> result) {
            Workload.require(result.size() == count, name(), count + " values", result.size());
            result.forEach(value -> requireValue(name(), client.decrypt(value)));
        }
    }
}
