package org.fhevm.coprocessor.benchmarks;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.cli.client.Computations;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.daemon.DaemonConfig;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Measures UploadInputs of one euint64 as fhevmjs makes it (the verifier computes the large sums of the proof) with
 * public parameters for 2048 bits: its time on an idle machine, and its effect on the computations of another tenant
 * that keep every processor busy. Server and worker run in this process, over an embedded PostgreSQL.
 */
public final class InputProofBenchmark {
    private static final String CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    private static final String USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    private static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
    private static final ChainId CHAIN = new ChainId(12345);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int LWE_OF_64_BITS = 16;
    private static final int IDLE_UPLOADS = 5;
    private static final int BUSY_UPLOADS = 5;
    private static final Duration RATE_TIME = Duration.ofSeconds(20);
    private static final int COMPUTATIONS = 8000;
    private static final int COMPUTATIONS_PER_REQUEST = 700;

    private final SecureRandom random = new SecureRandom();
    private final ExecutorService helpers = Executors.newFixedThreadPool(
            PROCESSORS, Thread.ofPlatform().daemon().factory());
    private final Workers workers = new Workers(helpers, PROCESSORS - 1);
    private final UUID uploader = UUID.randomUUID();
    private final UUID neighbour = UUID.randomUUID();

    private InputProofBenchmark() {}

    /** @param arguments none */
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory("input-proof-benchmark");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(folder.resolve("postgres"), EmbeddedPostgres.Data.DISCARDED)) {
            new InputProofBenchmark().measure(folder, postgres.url("postgres"));
        }
    }

    private void measure(Path folder, DatabaseUrl url) throws Exception {
        try (Database database = Database.open(DatabaseConfig.of(url))) {
            database.migrations().apply();
            KeyGenerator generator =
                    new KeyGenerator(ParameterSet.FHEVM_0_6, random, KeyGenerator.ProgressListener.SILENT);
            ClientKey clientKey = generator.clientKey();
            CompactPublicKey publicKey = generator.compactPublicKey(clientKey);
            Path serverKey = folder.resolve("sks");
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(serverKey))) {
                ServerKeyCodec.INSTANCE.write(generator.serverKey(clientKey), stream, SizeLimits.KEY);
            }
            PublicParameters parameters = ParameterGenerator.generate(
                    new ProofShape(publicKey.parameters().lweDimension(), 512, 43, 5, 1),
                    random,
                    workers,
                    Progress.NONE);
            KeySource stored = KeySource.ofBytes(PublicParametersCodec.INSTANCE.write(parameters, SizeLimits.KEY));
            store(database, uploader, publicKey, serverKey, stored);
            TenantId busy = store(database, neighbour, publicKey, serverKey, KeySource.empty());
            Files.delete(serverKey);
            List<byte[]> lists = prove(publicKey, parameters, 1 + IDLE_UPLOADS + BUSY_UPLOADS);
            try (DaemonProcess process = DaemonProcess.start(config(), Optional.of(url), "benchmark");
                    CoprocessorClient client = client(process, uploader);
                    CoprocessorClient other = client(process, neighbour)) {
                measureIdle(client, lists);
                measureBusy(database, busy, client, other, lists);
            }
        }
    }

    private static TenantId store(
            Database database, UUID apiKey, CompactPublicKey publicKey, Path serverKey, KeySource parameters)
            throws Exception {
        return new TenantRepository(database)
                .insert(new NewTenant(
                        apiKey,
                        CHAIN,
                        ACL,
                        VERIFIER,
                        new StoredKeySet(Map.of(
                                KeyPart.PUBLIC,
                                KeySource.ofBytes(CompactPublicKeyCodec.INSTANCE.write(publicKey)),
                                KeyPart.SERVER,
                                KeySource.ofFile(serverKey),
                                KeyPart.PUBLIC_PARAMETERS,
                                parameters))));
    }

    private List<byte[]> prove(CompactPublicKey key, PublicParameters parameters, int count) {
        Prover prover = new Prover(parameters, key, random);
        byte[] metadata = ProofMetadata.ofFhevmjs(
                EthereumAddress.parse(CONTRACT), EthereumAddress.parse(USER), EthereumAddress.parse(ACL), CHAIN);
        int[] messages = new int[LWE_OF_64_BITS];
        Arrays.setAll(messages, i -> i);
        List<byte[]> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Prover.ProvenList proven = prover.prove(messages, metadata, Prover.Load.VERIFY, workers, Progress.NONE);
            CompactBlockList blocks = new CompactBlockList(
                    proven.ciphertexts(), 15, 4, 4, key.parameters().expansion(), 1);
            lists.add(ProvenCompactCiphertextListCodec.INSTANCE.write(new ProvenCompactCiphertextList(
                    List.of(new Part(blocks, proven.proof().encode())),
                    List.of(new DataKind.Unsigned(2 * LWE_OF_64_BITS)),
                    key.tag())));
        }
        return lists;
    }

    private static DaemonConfig config() {
        byte[] secret = new byte[32];
        secret[31] = 1;
        return new DaemonConfig(
                new DaemonConfig.Serving(
                        ServerConfig.at(new InetSocketAddress("127.0.0.1", 0)), SigningKeys.of(SigningKey.of(secret))),
                WorkerConfig.defaults().withFheThreads(PROCESSORS),
                new MetricsConfig(null),
                KeyCacheConfig.defaults(),
                PROCESSORS,
                10);
    }

    private static CoprocessorClient client(DaemonProcess process, UUID apiKey) {
        return CoprocessorClient.connect(
                "http://127.0.0.1:" + process.serverPort().orElseThrow(), apiKey);
    }

    private static double upload(CoprocessorClient client, byte[] list) {
        long began = System.nanoTime();
        client.upload(list, CONTRACT, USER);
        return secondsSince(began);
    }

    private static void measureIdle(CoprocessorClient client, List<byte[]> lists) {
        print(
                "first upload, with keys and public parameters to load and to check: %.2f s",
                upload(client, lists.get(0)));
        List<Double> times = new ArrayList<>();
        for (int i = 1; i <= IDLE_UPLOADS; i++) {
            times.add(upload(client, lists.get(i)));
        }
        print("uploads on an idle machine: %s s", rounded(times));
        print("the same list again: %.3f s", upload(client, lists.get(IDLE_UPLOADS)));
    }

    private static void measureBusy(
            Database database, TenantId busy, CoprocessorClient client, CoprocessorClient other, List<byte[]> lists)
            throws InterruptedException {
        compute(other);
        while (completed(database, busy) < COMPUTATIONS / 100) {
            Thread.sleep(100);
        }
        double before = rate(database, busy, () -> Thread.sleep(RATE_TIME));
        List<Double> times = new ArrayList<>();
        double during = rate(database, busy, () -> {
            for (int i = 1 + IDLE_UPLOADS; i < lists.size(); i++) {
                times.add(upload(client, lists.get(i)));
            }
        });
        double after = rate(database, busy, () -> Thread.sleep(RATE_TIME));
        print("uploads one after the other while another tenant computes: %s s", rounded(times));
        print(
                "additions of 64 bits of the other tenant per second: %.2f before, %.2f meanwhile, %.2f after: %.0f %%",
                before, during, after, 200 * during / (before + after));
    }

    private static void compute(CoprocessorClient client) {
        ByteString left = Computations.newHandle(FheType.UINT64);
        ByteString right = Computations.newHandle(FheType.UINT64);
        client.trivialEncrypt(List.of(value(left, 17), value(right, 25)));
        List<AsyncComputation> all = IntStream.range(0, COMPUTATIONS)
                .mapToObj(
                        i -> Computations.of(FheOperation.FHE_ADD, Computations.newHandle(FheType.UINT64), left, right))
                .toList();
        for (int from = 0; from < all.size(); from += COMPUTATIONS_PER_REQUEST) {
            client.compute(all.subList(from, Math.min(all.size(), from + COMPUTATIONS_PER_REQUEST)));
        }
    }

    private static TrivialEncryptRequestSingle value(ByteString handle, int value) {
        return TrivialEncryptRequestSingle.newBuilder()
                .setHandle(handle)
                .setOutputType(FheType.UINT64.code())
                .setBeValue(ByteString.copyFrom(new byte[] {(byte) value}))
                .build();
    }

    private static double rate(Database database, TenantId tenant, Action action) throws InterruptedException {
        long from = completed(database, tenant);
        long began = System.nanoTime();
        action.run();
        return (completed(database, tenant) - from) / secondsSince(began);
    }

    private static long completed(Database database, TenantId tenant) {
        Long count = database.dsl()
                .fetchSingle("select count(*) from computations where tenant_id = ? and is_completed", tenant.value())
                .get(0, Long.class);
        return count == null ? 0 : count;
    }

    private static List<String> rounded(List<Double> times) {
        return times.stream()
                .map(time -> String.format(Locale.ROOT, "%.2f", time))
                .toList();
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** The work during a measurement. */
    private interface Action {
        void run() throws InterruptedException;
    }
}
