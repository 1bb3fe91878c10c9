package org.fhevm.coprocessor.server.testing;

import static org.fhevm.coprocessor.database.generated.Tables.ATTESTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.TestRole;
import org.fhevm.coprocessor.server.InProcessServers;
import org.fhevm.coprocessor.server.ServerDaemon;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.jooq.Table;

/** A server over an emptied database with one tenant, reached without a socket. */
public final class ServerUnderTest implements AutoCloseable {

    public static final String API_KEY = "a1503fb6-d79b-4e9e-826d-44cf262f3e05";
    public static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    public static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
    public static final String USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    public static final String CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    public static final ChainId CHAIN = new ChainId(12345);
    public static final SigningKey SIGNER =
            SigningKey.of(HexFormat.of().parseHex("7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901"));

    /** Verifies no proofs: for tests of other subjects, whose lists have empty proofs. */
    public static final InputProofs UNVERIFIED = InputProofs.defaults().withPolicy(Policy.OFF);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Database database;
    /** The same database with the rights of a server. */
    private final Database served;

    private final Metrics metrics = new Metrics();
    private final Health health = new Health();
    private final AtomicInteger keyLoads = new AtomicInteger();
    private final MonotonicClock system = MonotonicClock.system();
    private final AtomicReference<Duration> keyClockLead = new AtomicReference<>(Duration.ZERO);
    private final Set<TenantHandle> offered = ConcurrentHashMap.newKeySet();
    private final ServerDaemon daemon;
    private final ManagedChannel channel;
    private final TenantId tenant;

    private ServerUnderTest(
            Database database,
            TenantLoader loader,
            UnaryOperator<ServerConfig> settings,
            UnaryOperator<ServerDaemon.Parts> changes) {
        this.database = database;
        this.served = TestRole.SERVER.open(database);
        empty(TENANTS);
        empty(COMPUTATIONS);
        empty(ATTESTATIONS);
        empty(CIPHERTEXTS);
        empty(INPUT_BLOBS);
        this.tenant = addTenant(API_KEY, ACL, VERIFIER);
        ServerConfig config = settings.apply(ServerConfig.at(new InetSocketAddress("localhost", 0))
                .withDrainTime(Duration.ofSeconds(5))
                .withInputProofs(UNVERIFIED));
        String name = "server-" + NAMES.incrementAndGet();
        try {
            this.daemon =
                    InProcessServers.start(InProcessServerBuilder.forName(name), config, changes.apply(parts(loader)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.channel = InProcessChannelBuilder.forName(name).build();
    }

    /** A server with the usual settings and fake cryptography. */
    public static ServerUnderTest with(Database database, FakeEvaluator evaluator) {
        return with(database, evaluator, config -> config);
    }

    public static ServerUnderTest with(
            Database database, FakeEvaluator evaluator, UnaryOperator<ServerConfig> settings) {
        return with(database, loader(evaluator), settings);
    }

    /** Gives every tenant this evaluator. */
    public static TenantLoader loader(FakeEvaluator evaluator) {
        return (row, keys) ->
                new TenantContext(row, evaluator, InputPayloads.PARAMETERS, InputPayloads.CRS_CAPACITY, null, 0);
    }

    /** A server that loads its tenants with this loader. */
    public static ServerUnderTest with(Database database, TenantLoader loader, UnaryOperator<ServerConfig> settings) {
        return new ServerUnderTest(database, loader, settings, parts -> parts);
    }

    /** A server with changed parts. */
    public static ServerUnderTest withParts(Database database, UnaryOperator<ServerDaemon.Parts> changes) {
        return new ServerUnderTest(database, loader(new FakeEvaluator()), settings -> settings, changes);
    }

    /** The parts of a daemon over this database. */
    public ServerDaemon.Parts parts(TenantLoader loader) {
        TenantLoader counting = (row, keys) -> {
            keyLoads.incrementAndGet();
            return loader.read(row, keys);
        };
        TenantKeyCache keys = new TenantKeyCache(
                new TenantRepository(served),
                counting,
                KeyCacheConfig.defaults(),
                () -> system.now().plus(keyClockLead.get()),
                metrics.registry());
        return new ServerDaemon.Parts(served, keys, SigningKeys.of(SIGNER), metrics, health)
                .withRecent((name, value) -> offered.add(name));
    }

    public TenantId addTenant(String apiKey, String acl, String verifier) {
        return addTenant(apiKey, CHAIN, acl, verifier);
    }

    public TenantId addTenant(String apiKey, ChainId chain, String acl, String verifier) {
        return addTenant(apiKey, chain, acl, verifier, StoredKeySet.empty());
    }

    public TenantId addTenant(String apiKey, String acl, String verifier, StoredKeySet keys) {
        return addTenant(apiKey, CHAIN, acl, verifier, keys);
    }

    private TenantId addTenant(String apiKey, ChainId chain, String acl, String verifier, StoredKeySet keys) {
        try {
            return new TenantRepository(database)
                    .insert(new NewTenant(UUID.fromString(apiKey), chain, acl, verifier, keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TenantId tenant() {
        return tenant;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** The health that all servers of this environment share. */
    public Health health() {
        return health;
    }

    public ServerDaemon daemon() {
        return daemon;
    }

    /** The values that were offered to a worker of the same process; may be cleared. */
    public Set<TenantHandle> offered() {
        return offered;
    }

    /** The number of loads of tenants' keys. */
    public int keyLoads() {
        return keyLoads.get();
    }

    /** Lets time pass for the cache of tenants' keys. */
    public void advanceKeyClock(Duration time) {
        keyClockLead.accumulateAndGet(time, Duration::plus);
    }

    /** A client that authenticates as the first tenant. */
    public FhevmCoprocessorBlockingStub client() {
        return client("bearer " + API_KEY);
    }

    /** A client that sends this in its authorization entry. */
    public FhevmCoprocessorBlockingStub client(String authorization) {
        return anonymous().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(authorization(authorization)));
    }

    public FhevmCoprocessorBlockingStub anonymous() {
        return FhevmCoprocessorGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    public static Metadata authorization(String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value);
        return metadata;
    }

    /** Number of rows of all tenants. */
    public int rows(Table<?> table) {
        return database.dsl().fetchCount(table);
    }

    /** Number of rows that requests can have written. */
    public int storedRows() {
        return rows(COMPUTATIONS) + rows(CIPHERTEXTS) + rows(INPUT_BLOBS);
    }

    private void empty(Table<?> table) {
        database.dsl().deleteFrom(table).execute();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        daemon.close();
        served.close();
        metrics.close();
    }
}
