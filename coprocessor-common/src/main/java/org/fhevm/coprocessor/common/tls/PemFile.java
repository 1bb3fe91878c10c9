package org.fhevm.coprocessor.common.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a PEM file (RFC 7468). Errors name the file and the fault of its form, never its content, since it may
 * be a private key.
 */
final class PemFile {
    private static final int MAXIMUM_BYTES = 1 << 20;
    private static final String KEY_LABEL = "PRIVATE KEY";
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private final Path file;
    private final byte[] content;

    private PemFile(Path file, byte[] content) {
        this.file = file;
        this.content = content;
    }

    static PemFile read(Path file) throws TlsException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAXIMUM_BYTES + 1);
            if (content.length > MAXIMUM_BYTES) {
                throw new TlsException("TLS file " + file + " is larger than " + MAXIMUM_BYTES + " bytes");
            }
            return new PemFile(file, content);
        } catch (NoSuchFileException e) {
            throw new TlsException("TLS file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new TlsException("TLS file " + file + " cannot be read: " + e, e);
        }
    }

    /** All certificates, at least one. */
    List<X509Certificate> certificates() throws TlsException {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new TlsException("TLS file " + file + " holds a damaged certificate", e);
        }
        throw new TlsException("TLS file " + file + " holds no certificate in PEM form");
    }

    /**
     * The private key.
     *
     * @param algorithm of the public key that belongs to it
     */
    PrivateKey privateKey(String algorithm) throws TlsException {
        Matcher found = KEY.matcher(new String(content, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new TlsException("TLS file " + file + " holds no private key in PEM form");
        }
        if (!found.group(1).equals(KEY_LABEL)) {
            throw new TlsException("TLS file " + file + " holds a key of the form " + found.group(1)
                    + "; make it one of the form PRIVATE KEY with: openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsException(
                    "TLS file " + file + " holds a damaged key, or one that is not of the certificate's kind, "
                            + algorithm,
                    e);
        }
    }

    Path file() {
        return file;
    }

    boolean hasSameContent(PemFile other) {
        return Arrays.equals(content, other.content);
    }

    /** Hides the content. */
    @Override
    public String toString() {
        return "PemFile[" + file + "]";
    }
}
