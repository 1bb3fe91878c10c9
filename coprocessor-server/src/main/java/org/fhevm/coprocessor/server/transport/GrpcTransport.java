package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.fhevm.coprocessor.common.tls.TlsException;
import org.fhevm.coprocessor.common.tls.TlsPort;
import org.fhevm.coprocessor.common.transport.ConnectionGate;
import org.fhevm.coprocessor.common.transport.EventLoops;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.jspecify.annotations.Nullable;

/** The listening side of the server: Netty, with all bounds that hold before a call is known. */
public final class GrpcTransport implements Transport {
    /** The server notices a vanished host within the sum of both, and gives up its calls. */
    private static final Duration KEEP_ALIVE_TIME = Duration.ofSeconds(30);

    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);

    /** Connections that ping more often are closed. Clients ping every 10 s at most, but by their own clocks. */
    private static final Duration PERMITTED_KEEP_ALIVE_TIME = Duration.ofSeconds(9);

    /** Longest time for calls to end once their connection has reached its age. */
    private static final Duration AGE_GRACE = Duration.ofMinutes(10);

    /**
     * Flow-control window of a connection and of each of its streams: bytes that can arrive before the server requests
     * them.
     */
    private static final int FLOW_CONTROL_WINDOW = 256 * 1024;

    private static final int RESET_WINDOW_SECONDS = 60;

    /** Incomplete frames take at most the memory outside the heap divided by this. */
    private static final int UNFINISHED_PART = 4;

    private static final int LEAST_READ_BYTES = 512;
    private static final int FIRST_READ_BYTES = 2048;

    private final ServerConfig config;
    private final EventLoops loops;
    private final ConnectionGate gate;
    private final UnfinishedFrames unfinished;
    private final TransportMetrics metrics;
    /** Null if calls come without TLS. */
    private final @Nullable TlsPort tls;

    /**
     * Prepares the transport.
     *
     * @throws TlsException if the files of TLS cannot be used
     */
    public GrpcTransport(ServerConfig config, MeterRegistry registry) throws TlsException {
        this.config = config;
        TlsConfig files = config.tls();
        this.tls = files == null ? null : TlsPort.open("grpc", files, TlsPort.Protocol.GRPC, registry);
        this.loops = new EventLoops("grpc", Runtime.getRuntime().availableProcessors());
        this.gate = new ConnectionGate(
                config.connections().maximum(), config.connections().maximumPerAddress());
        this.unfinished = new UnfinishedFrames(PlatformDependent.maxDirectMemory() / UNFINISHED_PART);
        this.metrics = new TransportMetrics(registry, gate, unfinished);
    }

    /** A builder for a server on this transport. */
    public NettyServerBuilder builder() {
        ConnectionSettings connections = config.connections();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(config.address())
                .channelFactory(this::listeningChannel)
                .bossEventLoopGroup(loops.accepting())
                .workerEventLoopGroup(loops.working())
                .withChildOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(
                                LEAST_READ_BYTES, FIRST_READ_BYTES, UnfinishedFrames.READ_BYTES))
                .maxInboundMessageSize(config.limits().maximumMessageBytes())
                .maxInboundMetadataSize(connections.headerBytes())
                .maxConcurrentCallsPerConnection(connections.callsPerConnection())
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxRstFramesPerWindow(connections.resetsPerMinute(), RESET_WINDOW_SECONDS)
                .maxConnectionIdle(connections.idleTime().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAge(connections.age().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(AGE_GRACE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTime(KEEP_ALIVE_TIME.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE_TIME.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        return tls == null ? builder : builder.sslContext(tls.context());
    }

    @Override
    public Executor executor(Executor calls) {
        return tls == null ? calls : tls.apart(calls);
    }

    @Override
    public void periodEnded() {
        metrics.periodEnded();
    }

    private ServerChannel listeningChannel() {
        ServerChannel channel = loops.channels(gate).newChannel();
        channel.pipeline().addLast(new Guarding(config.connections(), metrics, unfinished, tls != null));
        return channel;
    }

    @Override
    public void close() {
        loops.close();
        if (tls != null) {
            tls.close();
        }
    }

    /** Adds the guard to each connection that has passed the gate. */
    @ChannelHandler.Sharable
    private static final class Guarding extends ChannelInboundHandlerAdapter {
        private final ConnectionSettings settings;
        private final TransportMetrics metrics;
        private final UnfinishedFrames unfinished;
        private final boolean isTls;

        Guarding(ConnectionSettings settings, TransportMetrics metrics, UnfinishedFrames unfinished, boolean isTls) {
            this.isTls = isTls;
            this.settings = settings;
            this.metrics = metrics;
            this.unfinished = unfinished;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((Channel) message).pipeline().addFirst(new ConnectionGuard(settings, metrics, unfinished, isTls));
            context.fireChannelRead(message);
        }
    }
}
