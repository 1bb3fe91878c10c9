package org.fhevm.coprocessor.server.testing;

import io.grpc.ManagedChannel;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.ServerDaemon;
import org.fhevm.coprocessor.server.config.ServerConfig;

/** A server on a real socket, with two tenants. */
public final class SocketServer implements AutoCloseable {

    public static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";

    private final ServerUnderTest base;
    private final ServerDaemon daemon;
    private final TenantId otherTenant;
    private final Metrics metrics = new Metrics();
    private final List<ManagedChannel> channels = new ArrayList<>();

    private SocketServer(
            Database database,
            FakeEvaluator evaluator,
            UnaryOperator<ServerConfig> settings,
            UnaryOperator<ServerDaemon.Parts> changes) {
        base = ServerUnderTest.with(database, evaluator);
        otherTenant = base.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        try {
            daemon = ServerDaemon.start(
                    settings.apply(ServerConfig.at(new InetSocketAddress("localhost", 0))
                            .withDrainTime(Duration.ofMillis(100))
                            .withInputProofs(ServerUnderTest.UNVERIFIED)),
                    changes.apply(parts(evaluator)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SocketServer start(Database database, FakeEvaluator evaluator, UnaryOperator<ServerConfig> settings) {
        return new SocketServer(database, evaluator, settings, parts -> parts);
    }

    /** A server with changed parts. */
    public static SocketServer start(
            Database database, UnaryOperator<ServerConfig> settings, UnaryOperator<ServerDaemon.Parts> changes) {
        return new SocketServer(database, new FakeEvaluator(), settings, changes);
    }

    /** Uses metrics of its own, since gauges show only the first of several servers. */
    private ServerDaemon.Parts parts(FakeEvaluator evaluator) {
        ServerDaemon.Parts parts = base.parts(ServerUnderTest.loader(evaluator));
        return new ServerDaemon.Parts(parts.database(), parts.keys(), parts.signers(), metrics, parts.health());
    }

    public int port() {
        return daemon.port();
    }

    public TenantId tenant() {
        return base.tenant();
    }

    public TenantId otherTenant() {
        return otherTenant;
    }

    public ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", daemon.port())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        channels.add(channel);
        return channel;
    }

    /** A client with a connection of its own. */
    public FhevmCoprocessorBlockingStub client(String apiKey) {
        return FhevmCoprocessorGrpc.newBlockingStub(channel())
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(ServerUnderTest.authorization("Bearer " + apiKey)));
    }

    public FhevmCoprocessorBlockingStub client() {
        return client(ServerUnderTest.API_KEY);
    }

    public String scrape() {
        return metrics.scrape();
    }

    /** The value of a metric without labels. */
    public double metric(String name) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no metric " + name));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        daemon.close();
        base.close();
        metrics.close();
    }
}
