package org.fhevm.coprocessor.common.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts clients with a certificate of the known authorities that has one of the allowed names. */
final class NamedClients extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final Set<String> names;

    /**
     * Decides about names after authorities.
     *
     * @param names allowed ones; if empty, all are
     */
    NamedClients(X509ExtendedTrustManager authorities, Set<String> names) {
        this.authorities = authorities;
        this.names = names;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
            throws CertificateException {
        authorities.checkClientTrusted(chain, algorithm, engine);
        requireName(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, Socket socket)
            throws CertificateException {
        authorities.checkClientTrusted(chain, algorithm, socket);
        requireName(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
        authorities.checkClientTrusted(chain, algorithm);
        requireName(chain[0]);
    }

    private void requireName(X509Certificate certificate) throws CertificateException {
        if (!names.isEmpty() && Collections.disjoint(names, CertificateNames.of(certificate))) {
            throw new CertificateException("no name of the client's certificate is allowed");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("only clients are expected");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
