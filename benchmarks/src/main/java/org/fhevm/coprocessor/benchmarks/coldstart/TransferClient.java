package org.fhevm.coprocessor.benchmarks.coldstart;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.client.Computations;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** Sends confidential transfers of 10 of 100 tokens, always from the same uploaded inputs, and checks their results. */
final class TransferClient implements AutoCloseable {
    private static final String TOKEN_CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    private static final String ALICE = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<BigInteger> EXPECTED = List.of(BigInteger.valueOf(90), BigInteger.valueOf(30));

    private final CoprocessorClient client;
    private final Decryptor decryptor;
    private final List<ByteString> inputs;

    /** @param folder has an API key, the client key, and a list of Alice's balance, the amount, Bob's balance and 0 */
    TransferClient(String url, Path folder) throws IOException {
        client = CoprocessorClient.connect(url, ApiKeyOption.read(folder.resolve("api-key")));
        decryptor = new Decryptor(KeyFileReader.clientKey(folder.resolve("keys/cks")));
        inputs =
                client
                        .upload(Files.readAllBytes(folder.resolve("input")), TOKEN_CONTRACT, ALICE)
                        .getInputHandlesList()
                        .stream()
                        .map(InputCiphertextResponseHandle::getHandle)
                        .toList();
    }

    /** Sends one transfer; returns the handles of both new balances. */
    List<ByteString> send() {
        ByteString covered = Computations.newHandle(FheType.BOOL);
        ByteString moved = Computations.newHandle(FheType.UINT64);
        ByteString newAlice = Computations.newHandle(FheType.UINT64);
        ByteString newBob = Computations.newHandle(FheType.UINT64);
        client.compute(List.of(
                Computations.of(FheOperation.FHE_SUB, newAlice, inputs.get(0), moved),
                Computations.of(FheOperation.FHE_ADD, newBob, inputs.get(2), moved),
                Computations.of(FheOperation.FHE_LE, covered, inputs.get(1), inputs.get(0)),
                Computations.of(FheOperation.FHE_IF_THEN_ELSE, moved, covered, inputs.get(1), inputs.get(3))));
        return List.of(newAlice, newBob);
    }

    /** Fetches the new balances as soon as they exist, and decrypts them only then. */
    long awaitNanos(List<ByteString> balances) {
        List<FetchedCiphertext> fetched = client.await(balances, PATIENCE);
        long end = System.nanoTime();
        List<BigInteger> values = fetched.stream().map(this::decrypt).toList();
        if (!values.equals(EXPECTED)) {
            throw new IllegalStateException("the balances are " + values + ", not " + EXPECTED);
        }
        return end;
    }

    private BigInteger decrypt(FetchedCiphertext ciphertext) {
        try {
            return decryptor.decrypt(
                    CompressedCiphertextListCodec.INSTANCE.read(
                            ciphertext.getCiphertextBytes().toByteArray()),
                    0);
        } catch (MalformedInputException e) {
            throw new IllegalStateException("the coprocessor returned bytes that are no ciphertext", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
