package org.fhevm.coprocessor.common.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The files of a port as they were at one moment.
 *
 * @param authorities null if clients need no certificate
 */
record TlsFiles(PemFile certificate, PemFile key, @Nullable PemFile authorities) {
    private static final byte[] SIGNED =
            "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    static TlsFiles read(TlsConfig config) throws TlsException {
        TlsConfig.Clients clients = config.clients();
        return new TlsFiles(
                PemFile.read(config.certificate()),
                PemFile.read(config.key()),
                clients == null ? null : PemFile.read(clients.authorities()));
    }

    boolean hasSameContent(TlsFiles other) {
        return certificate.hasSameContent(other.certificate)
                && key.hasSameContent(other.key)
                && (authorities == null || authorities.hasSameContent(Objects.requireNonNull(other.authorities)));
    }

    /**
     * The certificate with its key.
     *
     * @throws TlsException if a file is damaged, or the key is not the certificate's
     */
    Identity identity() throws TlsException {
        List<X509Certificate> chain = certificate.certificates();
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey privateKey = key.privateKey(publicKey.getAlgorithm());
        requireMatch(publicKey, privateKey);
        return new Identity(chain, privateKey);
    }

    private void requireMatch(PublicKey publicKey, PrivateKey privateKey) throws TlsException {
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm(publicKey));
            signature.initSign(privateKey);
            signature.update(SIGNED);
            byte[] made = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SIGNED);
            if (signature.verify(made)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("the key in " + key.file() + " cannot be used: " + e.getMessage(), e);
        }
        throw new TlsException("the key in " + key.file() + " is not that of the certificate in " + certificate.file());
    }

    private static String signatureAlgorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    /** A certificate with those of its authorities, and its private key. */
    record Identity(List<X509Certificate> chain, PrivateKey key) {
        X509Certificate certificate() {
            return chain.getFirst();
        }

        /** Hides the key. */
        @Override
        public String toString() {
            return "Identity[" + certificate().getSubjectX500Principal() + "]";
        }
    }
}
