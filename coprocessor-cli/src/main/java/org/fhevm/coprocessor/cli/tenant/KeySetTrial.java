package org.fhevm.coprocessor.cli.tenant;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.CompactListEncryptor;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompactListExpansion;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Tries whether keys belong together: a random number is encrypted, doubled, stored, restored and decrypted. Keys of
 * different sets give a random result, without an error.
 *
 * <p>There is no such trial without the client key: a program that could tell ciphertexts under one key from those
 * under another could break the assumption (learning with errors) that all keys rest on.
 */
final class KeySetTrial {
    private static final FheType TYPE = FheType.UINT64;

    private final SecureRandom random = new SecureRandom();
    private final BigInteger value = new BigInteger(TYPE.bits(), random);
    private final ClientKey clientKey;
    private final Decryptor decryptor;

    private KeySetTrial(ClientKey clientKey) {
        this.clientKey = clientKey;
        this.decryptor = new Decryptor(clientKey);
    }

    /**
     * Tries the keys of a folder.
     *
     * @param clientKeyFile the client key, which may lie elsewhere
     * @throws CommandFailure if one of them does not belong to the client key
     */
    static void require(Path clientKeyFile, KeyFolder folder, ServerKey serverKey, CompactPublicKey publicKey) {
        ClientKey clientKey = KeyFileReader.clientKey(clientKeyFile);
        KeySetTrial trial = new KeySetTrial(clientKey);
        try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            RadixContext context = new RadixContext(serverKey, pool);
            if (!serverKey.isOf(clientKey.parameters()) || !trial.doubles(context, trial.encryptedByClient())) {
                throw new CommandFailure(folder.serverKey() + " does not belong to the client key " + clientKeyFile);
            }
            if (!trial.doubles(context, trial.encryptedByUser(context, publicKey))) {
                throw new CommandFailure(folder.publicKey() + " does not belong to the client key " + clientKeyFile
                        + " and the server key " + folder.serverKey());
            }
        }
    }

    private RadixCiphertext encryptedByClient() {
        return new Encryptor(clientKey, random).encrypt(value, TYPE.blocks());
    }

    private RadixCiphertext encryptedByUser(RadixContext context, CompactPublicKey publicKey) {
        CompactCiphertextList list = new CompactListEncryptor(publicKey, random)
                .push(value, TYPE.blocks())
                .encrypt();
        return CompactListExpansion.expand(context, List.of(list.blocks().ciphertexts()), list.kinds())
                .getFirst();
    }

    private boolean doubles(RadixContext context, RadixCiphertext encrypted) {
        ServerKeyEvaluator evaluator = new ServerKeyEvaluator(context.key(), context.executor());
        FheOperand operand = new FheOperand.Encrypted(new FheValue(TYPE, encrypted));
        try {
            FheValue sum = evaluator.evaluate(FheOperation.ADD, TYPE, List.of(operand, operand));
            RadixCiphertext restored =
                    evaluator.decompress(evaluator.compress(sum), TYPE).ciphertext();
            return decryptor.recognizes(restored)
                    && decryptor.decrypt(restored).equals(value.shiftLeft(1).clearBit(TYPE.bits()));
        } catch (FheComputationException | MalformedInputException e) {
            throw new IllegalStateException("our own ciphertexts can be computed with", e);
        }
    }
}
