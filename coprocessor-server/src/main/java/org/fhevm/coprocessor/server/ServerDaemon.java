package org.fhevm.coprocessor.server;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextSizes;
import org.fhevm.coprocessor.common.repository.KnownHandles;
import org.fhevm.coprocessor.common.repository.StoredInputs;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.auth.Authenticator;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.fhevm.coprocessor.server.grpc.CallMetrics;
import org.fhevm.coprocessor.server.grpc.CoprocessorEndpoint;
import org.fhevm.coprocessor.server.grpc.OpenServices;
import org.fhevm.coprocessor.server.grpc.ReceivedBytes;
import org.fhevm.coprocessor.server.proof.ProofMetrics;
import org.fhevm.coprocessor.server.proof.ProofThreads;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.server.transport.GrpcTransport;
import org.fhevm.coprocessor.server.usecase.Arrivals;
import org.fhevm.coprocessor.server.usecase.AwaitedInputs;
import org.fhevm.coprocessor.server.usecase.CallerKeys;
import org.fhevm.coprocessor.server.usecase.FetchCiphertexts;
import org.fhevm.coprocessor.server.usecase.FheTasks;
import org.fhevm.coprocessor.server.usecase.InputProofCheck;
import org.fhevm.coprocessor.server.usecase.RunningCalls;
import org.fhevm.coprocessor.server.usecase.ScheduleComputations;
import org.fhevm.coprocessor.server.usecase.TenantActivity;
import org.fhevm.coprocessor.server.usecase.TrivialEncryption;
import org.fhevm.coprocessor.server.usecase.UploadInputs;
import org.fhevm.coprocessor.server.usecase.UseCases;
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

    private final Server server;
    private final Part transport;
    private final Authenticator authenticator;
    private final ExecutorService threads;
    private final ProofThreads proofThreads;
    private final ScheduledExecutorService timer;
    private final HealthStatusManager health;
    private final SigningAdvice advice;
    /** Null if calls do not wait for results. */
    private final @Nullable ResultListening listening;

    private final Duration drainTime;
    private final ServerEvents events;

    private ServerDaemon(
            Server server,
            Part transport,
            Authenticator authenticator,
            ExecutorService threads,
            ProofThreads proofThreads,
            ScheduledExecutorService timer,
            HealthStatusManager health,
            SigningAdvice advice,
            @Nullable ResultListening listening,
            Duration drainTime,
            ServerEvents events) {
        this.server = server;
        this.transport = transport;
        this.authenticator = authenticator;
        this.threads = threads;
        this.proofThreads = proofThreads;
        this.timer = timer;
        this.health = health;
        this.advice = advice;
        this.listening = listening;
        this.drainTime = drainTime;
        this.events = events;
    }

    /**
     * The parts that a server works with.
     *
     * @param database migrated, or to be migrated before calls come
     * @param keys of the tenants
     * @param signers attest inputs and ciphertexts
     * @param metrics counts calls
     * @param health its readiness is the answer of the gRPC health protocol
     */
    public record Parts(Database database, TenantKeyCache keys, SigningKeys signers, Metrics metrics, Health health) {}

    /**
     * Starts listening.
     *
     * @throws IOException if the address cannot be bound
     */
    public static ServerDaemon start(ServerConfig config, Parts parts) throws IOException {
        GrpcTransport transport = new GrpcTransport(config, parts.metrics().registry());
        return start(transport.builder(), transport::close, config, parts);
    }

    /** Starts on another transport, whose builder sets the address and the message limit. */
    static ServerDaemon start(ServerBuilder<?> builder, ServerConfig config, Parts parts) throws IOException {
        return start(builder, () -> {}, config, parts);
    }

    /** A part of the server that is closed with it. */
    @FunctionalInterface
    private interface Part extends AutoCloseable {
        @Override
        void close();
    }

    private static ServerDaemon start(ServerBuilder<?> builder, Part transport, ServerConfig config, Parts parts)
            throws IOException {
        ServerEvents events = new ServerEvents();
        HealthStatusManager health = new HealthStatusManager();
        TenantActivity activity = new TenantActivity(MonotonicClock.system());
        RunningCalls running = new RunningCalls(
                RunningCalls.Limits.of(PROCESSORS, parts.database().config().maximumPoolSize()), activity);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService timer = timer();
        Authenticator authenticator = new Authenticator(new TenantRepository(parts.database())::findByApiKeys);
        OpenServices open = new OpenServices(config.capacity().requestTime(), timer);
        ResultListening listening = config.fairness().waiting().pending().isPositive()
                ? new ResultListening(config.fairness().waiting(), parts, events)
                : null;
        ProofThreads proofThreads = new ProofThreads(config.inputProofs().threads());
        InputProofCheck proofs = new InputProofCheck(
                config.inputProofs().policy(),
                proofThreads,
                new ProofMetrics(config.inputProofs().policy(), parts.metrics().registry()));
        builder.executor(threads)
                .addStreamTracerFactory(ReceivedBytes.factory())
                .addService(CoprocessorEndpoint.definition(
                        config,
                        authenticator,
                        useCases(config, parts, proofs, activity, listening),
                        running,
                        new CallMetrics(parts.metrics()),
                        events,
                        timer))
                .addService(open.bounded(health.getHealthService()));
        if (config.reflection()) {
            builder.addService(open.bounded(ProtoReflectionServiceV1.newInstance()));
        }
        report(parts.health(), health);
        Server server;
        try {
            server = builder.build().start();
        } catch (IOException | RuntimeException e) {
            authenticator.close();
            timer.shutdownNow();
            threads.close();
            proofThreads.close();
            transport.close();
            throw e;
        }
        long period = ServerEvents.REFUSAL_PERIOD.toMillis();
        timer.scheduleAtFixedRate(events::refusalPeriodEnded, period, period, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                () -> report(parts.health(), health),
                HEALTH_PERIOD.toMillis(),
                HEALTH_PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
        events.started(server.getListenSockets(), parts.signers().common().address(), config.summary());
        events.inputProofs(config.inputProofs(), proofThreads.count(), proofThreads.giveWay());
        SigningAdvice advice = new SigningAdvice(new TenantRepository(parts.database()), parts.signers(), events);
        advice.start();
        if (listening != null) {
            listening.start();
        }
        return new ServerDaemon(
                server,
                transport,
                authenticator,
                threads,
                proofThreads,
                timer,
                health,
                advice,
                listening,
                config.drainTime(),
                events);
    }

    /** A timer for short actions that never wait. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("server-timer").daemon().factory());
        // Each call sets a timeout, and hardly any timeout is reached.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Health checks by gRPC get the answer of {@code /readyz}. */
    private static void report(Health health, HealthStatusManager manager) {
        ServingStatus status = health.readinessProblems().isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        manager.setStatus(FhevmCoprocessorGrpc.SERVICE_NAME, status);
    }

    private static UseCases useCases(
            ServerConfig config,
            Parts parts,
            InputProofCheck proofs,
            TenantActivity activity,
            @Nullable ResultListening listening) {
        Database database = parts.database();
        Transactions transactions = new Transactions(database);
        Fairness fairness = config.fairness();
        FheTasks tasks = new FheTasks(
                config.capacity().maximumFheTasks(),
                fairness.fheWork(),
                parts.metrics().registry(),
                PROCESSORS,
                activity);
        Arrivals arrivals = new Arrivals(transactions);
        return new UseCases(
                new ScheduleComputations(
                        new KnownHandles(database.dsl()),
                        new AwaitedInputs(
                                config.unknownInputs(),
                                new BlockedComputations(database.dsl()),
                                MonotonicClock.system()),
                        arrivals,
                        transactions),
                new UploadInputs(
                        config.limits(),
                        config.capacity(),
                        fairness.waiting().upload(),
                        new CallerKeys(parts.keys()),
                        proofs,
                        tasks,
                        new StoredInputs(database.dsl()),
                        transactions,
                        arrivals,
                        parts.signers()),
                new TrivialEncryption(
                        fairness.trivialEncryption(),
                        config.capacity().maximumBlocksPerEncryption(),
                        parts.keys(),
                        tasks,
                        transactions,
                        arrivals),
                new FetchCiphertexts(
                        new CiphertextSizes(database.dsl()),
                        new CiphertextRepository(database.dsl()),
                        parts.signers(),
                        listening == null
                                ? null
                                : new FetchCiphertexts.ResultWait(
                                        listening.reads(), fairness.waiting().pending())));
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
        events.draining(drainTime);
        health.enterTerminalState();
        server.shutdown();
        // Calls that wait for results are answered with the results that exist.
        if (listening != null) {
            listening.close();
        }
        boolean answered = await(drainTime);
        if (!answered) {
            server.shutdownNow();
            await(CUT_OFF_TIME);
            threads.shutdownNow();
        }
        threads.shutdown();
        proofThreads.close();
        authenticator.close();
        timer.shutdownNow();
        transport.close();
        advice.close();
        events.refusalPeriodEnded();
        events.drained(answered);
    }

    private boolean await(Duration time) {
        try {
            return server.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
