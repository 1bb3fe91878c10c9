package org.fhevm.coprocessor.endtoend;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.testing.ToyKeys;

/**
 * A tenant of a running coprocessor with toy keys of our own: sends requests in the style of the reference, and
 * decrypts.
 */
final class ScenarioClient implements AutoCloseable {
    private final RunningCoprocessor coprocessor;
    private final CoprocessorClient client;
    private final Decryptor decryptor;
    private int nextHandle = 1;

    ScenarioClient(TestServer server, Path keyFolder) throws IOException {
        this(RunningCoprocessor.start(server), keyFolder);
    }

    /** @param coprocessor ends with this client */
    ScenarioClient(RunningCoprocessor coprocessor, Path keyFolder) throws IOException {
        this.coprocessor = coprocessor;
        client = CoprocessorClient.connect(
                coprocessor.url(), UUID.fromString(coprocessor.addTenant(ToyKeyFolder.ours(keyFolder))));
        decryptor = new Decryptor(ToyKeys.shared().clientKey());
    }

    /** A handle that has not been used here, of four bytes. */
    ByteString newHandle() {
        int number = nextHandle++;
        return ByteString.copyFrom(
                new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    /** Stores clear values as trivial ciphertexts. */
    void trivialEncrypt(List<TrivialEncryptRequestSingle> values) {
        client.trivialEncrypt(values);
    }

    static TrivialEncryptRequestSingle clear(ByteString handle, FheType type, BigInteger value) {
        return TrivialEncryptRequestSingle.newBuilder()
                .setHandle(handle)
                .setOutputType(type.code())
                .setBeValue(bigEndian(value))
                .build();
    }

    void compute(List<AsyncComputation> computations) {
        client.compute(computations);
    }

    static AsyncComputation computation(FheOperation operation, ByteString output, AsyncComputationInput... operands) {
        return AsyncComputation.newBuilder()
                .setOperationValue(operation.code())
                .setOutputHandle(output)
                .addAllInputs(Arrays.asList(operands))
                .build();
    }

    static AsyncComputationInput handle(ByteString handle) {
        return AsyncComputationInput.newBuilder().setInputHandle(handle).build();
    }

    static AsyncComputationInput scalar(BigInteger value) {
        return AsyncComputationInput.newBuilder().setScalar(bigEndian(value)).build();
    }

    static AsyncComputationInput scalar(int value) {
        return scalar(BigInteger.valueOf(value));
    }

    /** As few bytes as the value needs, at least one. */
    private static ByteString bigEndian(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return ByteString.copyFrom(bytes, sign, bytes.length - sign);
    }

    /** The decrypted result of a computation. */
    record Result(FheType type, BigInteger value) {}

    /** Waits for these handles and decrypts them. */
    List<Result> results(List<ByteString> handles) throws MalformedInputException {
        List<Result> results = new ArrayList<>();
        for (FetchedCiphertext ciphertext : client.await(handles, Duration.ofMinutes(10))) {
            CompressedCiphertextList list = CompressedCiphertextListCodec.INSTANCE.read(
                    ciphertext.getCiphertextBytes().toByteArray());
            results.add(new Result(
                    FheType.fromCode(ciphertext.getCiphertextType()).orElseThrow(), decryptor.decrypt(list, 0)));
        }
        return results;
    }

    @Override
    public void close() {
        client.close();
        coprocessor.close();
    }
}
