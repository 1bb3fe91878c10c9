package org.fhevm.coprocessor.server.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.tls.CertificateNames;
import org.jspecify.annotations.Nullable;

/**
 * The certificate with which a client has opened its connection; the handshake has verified it. It is read once for
 * each connection, and is an attribute of its calls.
 *
 * @param names all of them, in alphabetical order
 * @param end of its validity
 */
public record ClientCertificate(SortedSet<String> names, Instant end) {
    /** Names that are looked up, in their order; real certificates have one or two. */
    static final int MAXIMUM_NAMES = 16;

    static final Attributes.Key<ClientCertificate> KEY = Attributes.Key.create("client-certificate");

    /** Adds the client's certificate, if there is one, to the attributes of each new connection. */
    public static ServerTransportFilter filter() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes connection) {
                return of(connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                        .map(certificate ->
                                connection.toBuilder().set(KEY, certificate).build())
                        .orElse(connection);
            }
        };
    }

    private static Optional<ClientCertificate> of(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own
                    ? Optional.of(new ClientCertificate(
                            new TreeSet<>(CertificateNames.of(own)),
                            own.getNotAfter().toInstant()))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // The client has no certificate, and needs none.
        }
    }

    /**
     * The names of the client's certificate that may be granted; none if there is no certificate, or if it has expired
     * since the connection was opened.
     *
     * @param call attributes of the call
     */
    static Set<String> grantable(Attributes call, Instant now) {
        ClientCertificate certificate = call.get(KEY);
        return certificate == null || !now.isBefore(certificate.end) ? Set.of() : certificate.grantable();
    }

    private Set<String> grantable() {
        return names.stream()
                .filter(CertificateGrant::canBeGranted)
                .limit(MAXIMUM_NAMES)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
