package org.fhevm.coprocessor.server.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.tls.CertificateNames;

/** The certificate with which a client has opened its connection; the handshake has verified it. */
final class ClientCertificate {
    /** Names that are looked up, in their order; real certificates have one or two. */
    static final int MAXIMUM_NAMES = 16;

    private ClientCertificate() {}

    /**
     * The names of the client's certificate that may be granted; none if there is no certificate, or if it has expired
     * since the connection was opened.
     *
     * @param call attributes of the call
     */
    static Set<String> names(Attributes call, Instant now) {
        SSLSession session = call.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return Set.of();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0
                            && chain[0] instanceof X509Certificate certificate
                            && now.isBefore(certificate.getNotAfter().toInstant())
                    ? grantable(CertificateNames.of(certificate))
                    : Set.of();
        } catch (SSLPeerUnverifiedException e) {
            return Set.of(); // The client has no certificate, and needs none.
        }
    }

    private static Set<String> grantable(Set<String> names) {
        return names.stream()
                .filter(CertificateGrant::canBeGranted)
                .sorted()
                .limit(MAXIMUM_NAMES)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
