package org.fhevm.coprocessor.common.tls;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one port, by the JDK's implementation, versions 1.2 and 1.3. It looks for changed files every second. New
 * connections use the changed files; open connections go on. Files that cannot be used are logged once and change
 * nothing, so that they may be replaced one after the other.
 */
public final class TlsPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPort.class);
    private static final long PERIOD_MILLIS = 1000;
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final String port;
    private final TlsConfig config;
    private final Protocol protocol;
    private final HandshakeThread handshakes;
    private final CurrentSslContext context;
    private final ScheduledExecutorService watch;
    private volatile X509Certificate certificate;
    /** As last read, whether they could be used or not. Only the thread that watches uses it. */
    private TlsFiles files;

    private @Nullable String problem;

    private TlsPort(String port, TlsConfig config, Protocol protocol, TlsFiles files) throws TlsException {
        this.port = port;
        this.config = config;
        this.protocol = protocol;
        this.files = files;
        TlsFiles.Identity identity = files.identity();
        certificate = identity.certificate();
        SslContext first = context(identity, files);
        handshakes = new HandshakeThread(port + "-tls");
        context = new CurrentSslContext(first, handshakes);
        watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(port + "-tls-files").daemon().factory());
    }

    /**
     * Reads the files and watches them.
     *
     * @param port name of the port, for log lines and metrics
     * @throws TlsException if the files cannot be used
     */
    public static TlsPort open(String port, TlsConfig config, Protocol protocol, MeterRegistry registry)
            throws TlsException {
        TlsPort opened = new TlsPort(port, config, protocol, TlsFiles.read(config));
        Gauge.builder("coprocessor_tls_certificate_expiry_seconds", opened, TlsPort::expirySeconds)
                .description("when the certificate of a port expires, in seconds since 1970")
                .tag("port", port)
                .register(registry);
        FunctionCounter.builder("coprocessor_tls_handshake_steps", opened.handshakes, HandshakeThread::steps)
                .description("signatures and key exchanges computed for TLS handshakes")
                .tag("port", port)
                .register(registry);
        LOG.info("TLS of {}: {}", port, opened.description());
        opened.watch.scheduleWithFixedDelay(opened::refresh, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return opened;
    }

    /** For the transport; new connections follow changes of the files. */
    public SslContext context() {
        return context;
    }

    /**
     * Where a gRPC server runs its tasks. It takes no other threads for handshakes than those of calls; this gives the
     * tasks of handshakes to the thread that is meant for them.
     */
    public Executor apart(Executor calls) {
        return task -> (isOfHandshake(task) ? handshakes : calls).execute(task);
    }

    private static boolean isOfHandshake(Runnable task) {
        return task.getClass().getEnclosingClass() == SslHandler.class;
    }

    /** Uses the files as they are now, if they have changed. Called from one thread at a time. */
    void refresh() {
        try {
            TlsFiles now = TlsFiles.read(config);
            if (now.hasSameContent(files)) {
                return;
            }
            files = now;
            TlsFiles.Identity identity = now.identity();
            context.replace(context(identity, now));
            certificate = identity.certificate();
            problem = null;
            LOG.info("TLS of {} has changed: {}", port, description());
        } catch (TlsException | RuntimeException e) {
            report(String.valueOf(e.getMessage()));
        }
    }

    private void report(String found) {
        if (!found.equals(problem)) {
            problem = found;
            LOG.warn("TLS of {} goes on with the files read before: {}", port, found);
        }
    }

    private String description() {
        TlsConfig.Clients clients = config.clients();
        String required = clients == null
                ? "clients need no certificate"
                : "clients need a certificate" + (clients.names().isEmpty() ? "" : " of a name in " + clients.names());
        return "certificate of " + CertificateNames.of(certificate) + ", valid until " + expiry() + ", " + required;
    }

    private Instant expiry() {
        return certificate.getNotAfter().toInstant();
    }

    private double expirySeconds() {
        return expiry().getEpochSecond();
    }

    private SslContext context(TlsFiles.Identity identity, TlsFiles read) throws TlsException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols(VERSIONS);
            TlsConfig.Clients clients = config.clients();
            if (clients != null) {
                builder.clientAuth(ClientAuth.REQUIRE)
                        .trustManager(named(Objects.requireNonNull(read.authorities()), clients.names()));
            }
            return (protocol == Protocol.GRPC ? GrpcSslContexts.configure(builder, SslProvider.JDK) : builder).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("TLS of " + port + " cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager named(PemFile authorities, Set<String> names)
            throws TlsException, GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate authority : authorities.certificates()) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .map(manager -> new NamedClients(manager, names))
                .orElseThrow();
    }

    @Override
    public void close() {
        watch.shutdownNow();
        handshakes.close();
    }

    /** What is spoken over TLS. */
    public enum Protocol {
        /** HTTP/2, chosen by ALPN (RFC 7301). */
        GRPC,
        HTTP_1
    }
}
