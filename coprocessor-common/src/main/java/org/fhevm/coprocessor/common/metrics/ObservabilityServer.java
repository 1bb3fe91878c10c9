package org.fhevm.coprocessor.common.metrics;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.channel.FixedRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpDecoderConfig;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMessage;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.config.PageHosts;
import org.fhevm.coprocessor.common.tls.TlsPort;
import org.fhevm.coprocessor.common.transport.ConnectionGate;
import org.fhevm.coprocessor.common.transport.EventLoops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP for operators and orchestrators: {@code /metrics}, {@code /livez}, {@code /readyz}, {@code /version}, and {@code
 * /health}, which always answers OK, as in the 0.6 backend.
 *
 * <p>Any host that reaches the port may use it, so everything that a connection may do is bounded ({@link Bounds}).
 * When there are too many connections, the server closes the one whose last complete request is the longest ago, so
 * that a scraper is answered even if others hold connections. The port has threads of its own: one makes the answers of
 * {@code /metrics}, another one those of the other paths, so that orchestrators do not wait for a scrape, and a third
 * one those of further pages ({@link PageSource}). {@link AnswerRounds} bounds the time of each, usually to a tenth of
 * a processor.
 */
public final class ObservabilityServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObservabilityServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final String METRICS = "/metrics";
    private static final Answer NOT_FOUND = new Answer(404, TEXT, "not found\n");
    private static final Answer FAILED = new Answer(500, TEXT, "failed\n");
    private static final Answer READ_ONLY = new Answer(
            405, TEXT, "pages can only be read\n".getBytes(StandardCharsets.UTF_8), Map.of("allow", "GET, HEAD"));

    /** RFC 9110, section 7.4. */
    private static final Answer MISDIRECTED = new Answer(
            421,
            TEXT,
            "pages are not served under this name: ask by IP address or as localhost, or name it in"
                    + " --status-page-hosts\n");

    private static final Answer NO_HOST = new Answer(400, TEXT, "a request needs one valid header Host\n");

    /** Names {@link #READ_ONLY} among the answers. No request has such a path, since paths have no blanks. */
    private static final String WRONG_METHOD = "wrong method";

    /** Names {@link #MISDIRECTED} among the answers. */
    private static final String WRONG_HOST = "wrong host";

    /** Names {@link #NO_HOST} among the answers. */
    private static final String MALFORMED_HOST = "malformed host";

    /** If a client sends more than one read can hold, the rest is read after the answers to the first. */
    private static final int READ_BYTES = 2048;

    /**
     * Send buffer of the operating system for each connection. By default, a connection that does not read gets
     * megabytes.
     */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final EventLoops loops = new EventLoops("metrics", 1);
    private final ConnectionGate gate;
    private final UnreadAnswers unread;
    private final AnswerRounds scrapes;
    private final AnswerRounds probes;
    /** Null if there are no further pages. */
    private final @Nullable FurtherPages pages;

    private final Channel channel;

    /** Starts listening, with the usual bounds. */
    public ObservabilityServer(InetSocketAddress address, Metrics metrics, Health health, String version) {
        this(address, metrics, health, version, Bounds.DEFAULT, null);
    }

    /** Starts listening, without further pages. */
    public ObservabilityServer(
            InetSocketAddress address,
            Metrics metrics,
            Health health,
            String version,
            Bounds bounds,
            @Nullable TlsPort tls) {
        this(address, metrics, health, version, bounds, tls, null, PageHosts.LOCAL);
    }

    /**
     * Starts listening.
     *
     * @param tls null for requests without TLS; the caller closes it after this server
     * @param further pages besides those of metrics and health, if there are any
     * @param hosts names under which those are served without TLS. With TLS any name will do, since browsers compare it
     *     with the certificate
     * @throws UncheckedIOException if the address is in use, which it names
     */
    public ObservabilityServer(
            InetSocketAddress address,
            Metrics metrics,
            Health health,
            String version,
            Bounds bounds,
            @Nullable TlsPort tls,
            @Nullable PageSource further,
            PageHosts hosts) {
        Map<String, Supplier<Answer>> answers = Map.of(
                METRICS,
                () -> new Answer(200, PROMETHEUS_TEXT, metrics.scrape()),
                "/health",
                () -> new Answer(200, TEXT, "OK"),
                "/livez",
                () -> verdict(health.livenessProblems()),
                "/readyz",
                () -> verdict(health.readinessProblems()),
                "/version",
                () -> new Answer(200, TEXT, version + "\n"),
                WRONG_METHOD,
                () -> READ_ONLY,
                WRONG_HOST,
                () -> MISDIRECTED,
                MALFORMED_HOST,
                () -> NO_HOST);
        gate = new ConnectionGate(
                bounds.connections(), bounds.connectionsPerAddress(), ConnectionGate.WhenFull.CLOSE_STALEST);
        unread = new UnreadAnswers(bounds.unreadBytes());
        scrapes = new AnswerRounds("metrics-scrapes", path -> answer(answers, path));
        probes = new AnswerRounds("metrics-probes", path -> answer(answers, path));
        pages = further == null ? null : new FurtherPages(further, tls == null ? hosts : null);
        channel = listen(address, bounds, tls);
    }

    private static Answer answer(Map<String, Supplier<Answer>> answers, String path) {
        return answer(path, answers.getOrDefault(path, () -> NOT_FOUND));
    }

    private static Answer answer(String path, Supplier<Answer> maker) {
        try {
            return maker.get();
        } catch (RuntimeException e) {
            LOG.error("{} cannot be answered", path, e);
            return FAILED;
        }
    }

    private Channel listen(InetSocketAddress address, Bounds bounds, @Nullable TlsPort tls) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.accepting(), loops.working())
                .channelFactory(loops.channels(gate))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        if (tls != null) {
                            SslHandler handler = tls.context().newHandler(connection.alloc());
                            handler.setHandshakeTimeoutMillis(
                                    bounds.requestTime().toMillis());
                            connection.pipeline().addLast(handler);
                        }
                        addHandlers(connection.pipeline(), bounds);
                    }
                });
        try {
            return bootstrap.bind(address).syncUninterruptibly().channel();
        } catch (Exception e) {
            closeThreads();
            // Netty throws the exception of the bind call, even a checked one.
            throw new UncheckedIOException(
                    "cannot serve metrics on " + address + ": " + e.getMessage(), new IOException(e));
        }
    }

    private void addHandlers(ChannelPipeline pipeline, Bounds bounds) {
        pipeline.addLast(new WriteTimeoutHandler(bounds.writeTime().toMillis(), MILLISECONDS))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(bounds.lineBytes())
                        .setMaxHeaderSize(bounds.headerBytes())))
                .addLast(new Aggregator(bounds.bodyBytes()))
                .addLast(new ObservabilityHandler(this::route, gate, unread, bounds.requestTime()));
    }

    /** Requests for our own pages may have any method, host and query, as in the 0.6 backend: the answer is one. */
    private Route route(HttpRequest request) {
        String target = request.uri();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        FurtherPages further = pages;
        if (further == null || !further.source.has(path)) {
            return new Route(path.equals(METRICS) ? scrapes : probes, path);
        }
        return switch (further.judge(request.headers().getAll(HttpHeaderNames.HOST))) {
            case UNKNOWN -> new Route(probes, WRONG_HOST);
            case MALFORMED -> new Route(probes, MALFORMED_HOST);
            case KNOWN ->
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)
                        ? new Route(further.rounds, target)
                        : new Route(probes, WRONG_METHOD);
        };
    }

    /** The listening address, with the chosen port if the configuration asked for any. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Connections that are open, or about to be closed. */
    int connections() {
        return gate.open();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        closeThreads();
    }

    private void closeThreads() {
        loops.close();
        scrapes.close();
        probes.close();
        if (pages != null) {
            pages.rounds.close();
        }
    }

    private static Answer verdict(List<String> problems) {
        return problems.isEmpty()
                ? new Answer(200, TEXT, "OK\n")
                : new Answer(503, TEXT, String.join("\n", problems) + "\n");
    }

    /**
     * The answer to a request.
     *
     * @param body kept, not copied
     * @param headers further headers, by name in lower case
     */
    public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        Answer(int status, String contentType, String body) {
            this(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
        }
    }

    /**
     * Where a request is answered.
     *
     * @param name requests of the same name in a round share an answer
     */
    record Route(AnswerRounds rounds, String name) {}

    /**
     * Bounds of the connections.
     *
     * @param connections at once
     * @param connectionsPerAddress at once from one remote address
     * @param requestTime for a request to arrive, counted from the connection or the previous answer; a connection may
     *     also be idle for this long
     * @param writeTime for the client to read an answer
     * @param lineBytes of the line that begins a request
     * @param headerBytes of all its headers
     * @param bodyBytes of its body, which is ignored
     * @param unreadBytes of all answers that the operating system has not taken; beyond it, the connection that has not
     *     read for longest is closed
     */
    public record Bounds(
            int connections,
            int connectionsPerAddress,
            Duration requestTime,
            Duration writeTime,
            int lineBytes,
            int headerBytes,
            int bodyBytes,
            long unreadBytes) {
        public static final Bounds DEFAULT =
                new Bounds(256, 32, Duration.ofSeconds(30), Duration.ofSeconds(10), 2048, 8192, 4096, 16 << 20);

        public Bounds withConnections(int changed) {
            return new Bounds(
                    changed,
                    connectionsPerAddress,
                    requestTime,
                    writeTime,
                    lineBytes,
                    headerBytes,
                    bodyBytes,
                    unreadBytes);
        }

        public Bounds withConnectionsPerAddress(int changed) {
            return new Bounds(
                    connections, changed, requestTime, writeTime, lineBytes, headerBytes, bodyBytes, unreadBytes);
        }

        public Bounds withRequestTime(Duration changed) {
            return new Bounds(
                    connections,
                    connectionsPerAddress,
                    changed,
                    writeTime,
                    lineBytes,
                    headerBytes,
                    bodyBytes,
                    unreadBytes);
        }
    }

    /** Pages of another part of the process, made on a thread of their own: they may wait for a database. */
    private static final class FurtherPages {
        private final PageSource source;
        /** Null if every name will do. */
        private final @Nullable PageHosts hosts;

        private final AnswerRounds rounds;

        FurtherPages(PageSource source, @Nullable PageHosts hosts) {
            this.source = source;
            this.hosts = hosts;
            this.rounds = new AnswerRounds("metrics-pages", target -> answer("a page", () -> source.answer(target)));
        }

        PageHosts.Verdict judge(List<String> headers) {
            return hosts == null ? PageHosts.Verdict.KNOWN : hosts.judge(headers);
        }
    }

    /** Assembles whole requests, and closes the connection of one that is too large. */
    private static final class Aggregator extends HttpObjectAggregator {
        Aggregator(int bodyBytes) {
            super(bodyBytes);
        }

        @Override
        protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
            context.close();
        }
    }
}
