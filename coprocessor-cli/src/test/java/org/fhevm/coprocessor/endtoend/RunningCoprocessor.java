package org.fhevm.coprocessor.endtoend;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.WorkerConfig;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyContent;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.ServerDaemon;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.input.InputProofPolicy;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.worker.WorkerDaemon;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.CompressedCiphertextList;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** A server on a loopback port and a worker beside it, with one tenant and a client that can decrypt. */
final class RunningCoprocessor implements AutoCloseable {
    static final String USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    static final String CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";

    private static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
    private static final String PUBLIC_TEST_SIGNING_KEY =
            "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901";

    private final FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors());
    private final Metrics metrics = new Metrics();
    private final WorkerDaemon worker;
    private final ServerDaemon server;
    private final CoprocessorClient client;
    private final Decryptor decryptor;
    private int nextHandle = 1;

    /** The files of a tenant's keys. */
    record TenantKeyFiles(KeyContent publicKey, KeyContent serverKey, KeyContent publicParameters) {}

    RunningCoprocessor(Database database, TenantKeyFiles keys, ClientKey clientKey) throws IOException {
        UUID apiKey = UUID.randomUUID();
        TenantRepository tenants = new TenantRepository(database);
        tenants.insert(new NewTenant(
                apiKey,
                new ChainId(12345),
                ACL,
                VERIFIER,
                keys.publicKey(),
                keys.serverKey(),
                keys.publicParameters(),
                Optional.empty()));
        TenantKeyCache cache = new TenantKeyCache(
                tenants,
                new EngineTenantLoader(pool),
                KeyCacheConfig.defaults(),
                Clock.systemUTC(),
                metrics.registry());
        worker = new WorkerDaemon(
                database,
                cache,
                WorkerConfig.defaults().withFheThreads(pool.threadCount()).withBatchSize(40),
                Clock.systemUTC(),
                metrics,
                new Health());
        worker.start();
        server = ServerDaemon.start(
                ServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                new ServerDaemon.Parts(
                        database,
                        cache,
                        SigningKey.of(HexFormat.of().parseHex(PUBLIC_TEST_SIGNING_KEY)),
                        InputProofPolicy.acceptUnverified(),
                        metrics));
        client = CoprocessorClient.connect("http://127.0.0.1:" + server.port(), apiKey);
        decryptor = new Decryptor(clientKey);
    }

    /** A handle that has not been used here, of four bytes. */
    ByteString newHandle() {
        int number = nextHandle++;
        return ByteString.copyFrom(
                new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    List<ByteString> upload(byte[] list) {
        InputCiphertextResponse response = client.upload(list, CONTRACT, USER);
        List<ByteString> handles = new ArrayList<>();
        response.getInputHandlesList().forEach(handle -> handles.add(handle.getHandle()));
        return handles;
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

    /** What came of a computation. */
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
        server.close();
        worker.close();
        pool.close();
        metrics.close();
    }
}
