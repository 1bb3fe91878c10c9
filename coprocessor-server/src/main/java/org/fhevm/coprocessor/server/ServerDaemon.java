package org.fhevm.coprocessor.server;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.auth.Authenticator;
import org.fhevm.coprocessor.server.auth.StoredAccess;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.fhevm.coprocessor.server.grpc.CallMetrics;
import org.fhevm.coprocessor.server.grpc.CallObservers;
import org.fhevm.coprocessor.server.grpc.ClientCertificate;
import org.fhevm.coprocessor.server.grpc.CoprocessorEndpoint;
import org.fhevm.coprocessor.server.grpc.OpenServices;
import org.fhevm.coprocessor.server.grpc.ReceivedBytes;
import org.fhevm.coprocessor.server.proof.ProofMetrics;
import org.fhevm.coprocessor.server.proof.ProofThreads;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.server.transport.GrpcTransport;
import org.fhevm.coprocessor.server.transport.Transport;
import org.fhevm.coprocessor.server.usecase.FheTasks;
import org.fhevm.coprocessor.server.usecase.InputProofCheck;
import org.fhevm.coprocessor.server.usecase.RunningCalls;
import org.fhevm.coprocessor.server.usecase.TenantActivity;
import org.jspecify.annotations.Nullable;

/**
 * A running server. Each call has a virtual thread of its own, so that a use case may simply wait: for the database, or
 * for the FHE pool.
 *
 * <p>Closing it refuses new calls and waits for those in flight, as long as the configuration allows. The database and
 * the keys stay open; their owner closes them.
 */
public final class ServerDaemon implements AutoCloseable {
    private static final Duration CUT_OFF_TIME = Duration.ofSeconds(5);
    private static final Duration HEALTH_PERIOD = Duration.ofSeconds(1);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final ServerConfig config;
    private final Parts parts;
    private final Transport transport;
    private final ServerEvents events = new ServerEvents();
    private final HealthStatusManager health = new HealthStatusManager();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = timer();
    private final Authenticator authenticator;
    private final ProofThreads proofThreads;
    private final SigningAdvice advice;
    /** Null if calls do not wait for results. */
    private final @Nullable ResultListening listening;

    private final Server server;

    private ServerDaemon(ServerBuilder<?> builder, Transport transport, ServerConfig config, Parts parts) {
        this.config = config;
        this.parts = parts;
        this.transport = transport;
        TenantRepository tenants = new TenantRepository(parts.database());
        authenticator = new Authenticator(
                new StoredAccess(parts.database()), events::keyUsesNotRecorded, InstantSource.system());
        proofThreads = new ProofThreads(config.inputProofs().threads());
        advice = new SigningAdvice(tenants, parts.signers(), events);
        listening = config.fairness().waiting().pending().isPositive()
                ? new ResultListening(config.fairness().waiting(), parts, events)
                : null;
        OpenServices open = new OpenServices(config.capacity().requestTime(), timer);
        builder.executor(transport.executor(threads))
                .addStreamTracerFactory(ReceivedBytes.factory())
                .addTransportFilter(ClientCertificate.filter())
                .addService(endpoint())
                .addService(open.bounded(health.getHealthService()));
        if (config.reflection()) {
            builder.addService(open.bounded(ProtoReflectionServiceV1.newInstance()));
        }
        server = builder.build();
    }

    /**
     * Starts listening.
     *
     * @throws IOException if the address cannot be bound, or files of TLS cannot be used
     */
    public static ServerDaemon start(ServerConfig config, Parts parts) throws IOException {
        GrpcTransport transport = new GrpcTransport(config, parts.metrics().registry());
        return start(transport.builder(), transport, config, parts);
    }

    /** Starts on another transport, whose builder sets the address and the message limit. */
    static ServerDaemon start(ServerBuilder<?> builder, ServerConfig config, Parts parts) throws IOException {
        return start(builder, () -> {}, config, parts);
    }

    private static ServerDaemon start(ServerBuilder<?> builder, Transport transport, ServerConfig config, Parts parts)
            throws IOException {
        ServerDaemon daemon = new ServerDaemon(builder, transport, config, parts);
        daemon.start();
        return daemon;
    }

    private ServerServiceDefinition endpoint() {
        TenantActivity activity = new TenantActivity(MonotonicClock.system());
        InputProofCheck proofs = new InputProofCheck(
                config.inputProofs().policy(),
                proofThreads,
                new ProofMetrics(config.inputProofs().policy(), parts.metrics().registry()));
        FheTasks tasks = new FheTasks(
                config.capacity().maximumFheTasks(),
                config.fairness().fheWork(),
                parts.metrics().registry(),
                PROCESSORS,
                activity);
        return CoprocessorEndpoint.definition(
                config,
                authenticator,
                new UseCaseAssembly(config, parts, proofs, tasks, listening).useCases(),
                new RunningCalls(
                        RunningCalls.Limits.of(
                                PROCESSORS, parts.database().config().maximumPoolSize()),
                        activity),
                new CallObservers(new CallMetrics(parts.metrics()), events, parts.tracing(), parts.audit()),
                timer);
    }

    /** A timer for short actions that never wait. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("server-timer").daemon().factory());
        // Each call sets a timeout, and hardly any timeout is reached.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private void start() throws IOException {
        // A problem with a tenant's own key is that tenant's: the server stays ready for the others.
        parts.health().addReadiness("signing key", parts.signers().common()::problem);
        AuditLog audit = parts.audit();
        if (audit != null) {
            parts.health().addReadiness("audit log", audit::problem);
        }
        reportHealth();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            closeParts();
            throw e;
        }
        long period = ServerEvents.REFUSAL_PERIOD.toMillis();
        timer.scheduleAtFixedRate(this::periodEnded, period, period, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                this::reportHealth, HEALTH_PERIOD.toMillis(), HEALTH_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        events.started(server.getListenSockets(), parts.signers().common().address(), config.summary());
        if (config.tls() == null && !config.address().getAddress().isLoopbackAddress()) {
            events.unprotected();
        }
        events.inputProofs(config.inputProofs(), proofThreads.count(), proofThreads.giveWay());
        advice.start();
        if (listening != null) {
            listening.start();
        }
    }

    private void periodEnded() {
        events.refusalPeriodEnded();
        transport.periodEnded();
    }

    /** Health checks by gRPC get the answer of {@code /readyz}. */
    private void reportHealth() {
        ServingStatus status =
                parts.health().readinessProblems().isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(FhevmCoprocessorGrpc.SERVICE_NAME, status);
    }

    /** The listening port. */
    public int port() {
        return server.getPort();
    }

    /** The listening addresses. */
    public List<? extends SocketAddress> addresses() {
        return server.getListenSockets();
    }

    @Override
    public void close() {
        events.draining(config.drainTime());
        health.enterTerminalState();
        server.shutdown();
        // Calls that wait for results are answered with the results that exist.
        if (listening != null) {
            listening.close();
        }
        boolean answered = await(config.drainTime());
        if (!answered) {
            server.shutdownNow();
            await(CUT_OFF_TIME);
            threads.shutdownNow();
        }
        closeParts();
        advice.close();
        periodEnded();
        events.drained(answered);
    }

    private void closeParts() {
        threads.shutdown();
        proofThreads.close();
        authenticator.close();
        timer.shutdownNow();
        transport.close();
    }

    private boolean await(Duration time) {
        try {
            return server.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The parts that a server works with.
     *
     * @param database migrated, or to be migrated before calls come
     * @param keys of the tenants
     * @param signers attest inputs and ciphertexts
     * @param metrics counts calls
     * @param health its readiness is the answer of the gRPC health protocol
     * @param recent takes inputs that were expanded for storage
     * @param tracing makes spans of calls
     * @param audit is told of calls whose key is known; null if there is no audit log
     */
    public record Parts(
            Database database,
            TenantKeyCache keys,
            SigningKeys signers,
            Metrics metrics,
            Health health,
            RecentValues recent,
            Tracing tracing,
            @Nullable AuditLog audit) {
        /** For a process without a worker, traces and an audit log. */
        public Parts(Database database, TenantKeyCache keys, SigningKeys signers, Metrics metrics, Health health) {
            this(database, keys, signers, metrics, health, RecentValues.NONE, Tracing.OFF, null);
        }

        public Parts withRecent(RecentValues changed) {
            return new Parts(database, keys, signers, metrics, health, changed, tracing, audit);
        }

        public Parts withTracing(Tracing changed) {
            return new Parts(database, keys, signers, metrics, health, recent, changed, audit);
        }

        public Parts withAudit(@Nullable AuditLog changed) {
            return new Parts(database, keys, signers, metrics, health, recent, tracing, changed);
        }
    }
}
