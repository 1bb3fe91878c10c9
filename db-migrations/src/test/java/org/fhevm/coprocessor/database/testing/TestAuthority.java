package org.fhevm.coprocessor.database.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** An authority for certificates of tests, with keys on P-256. */
public final class TestAuthority {
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestAuthority(X500Name name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A new authority with a certificate that it signs itself. */
    public static TestAuthority create(String commonName) {
        X500Name name = new X500Name("CN=" + commonName);
        KeyPair keys = newKeys();
        Extensions isAuthority =
                new Extensions(extension(true, new BasicConstraints(true), Extension.basicConstraints));
        return new TestAuthority(
                name, keys, sign(name, keys.getPrivate(), name, keys, Duration.ofDays(1), isAuthority));
    }

    /** A certificate with its key, valid for a day. */
    public Credentials issue(String commonName, String... hostNames) {
        return issue(Duration.ofDays(1), commonName, hostNames);
    }

    /**
     * A certificate with its key.
     *
     * @param validity from now; negative for one that has expired
     */
    public Credentials issue(Duration validity, String commonName, String... hostNames) {
        List<GeneralName> names = new ArrayList<>();
        for (String hostName : hostNames) {
            names.add(new GeneralName(GeneralName.dNSName, hostName));
        }
        Extensions extensions = names.isEmpty()
                ? null
                : new Extensions(extension(
                        false, new GeneralNames(names.toArray(GeneralName[]::new)), Extension.subjectAlternativeName));
        KeyPair own = newKeys();
        return new Credentials(
                sign(name, keys.getPrivate(), new X500Name("CN=" + commonName), own, validity, extensions),
                own.getPrivate());
    }

    public X509Certificate x509() {
        return certificate;
    }

    /** Its certificate in PEM. */
    public String certificate() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** Writes its certificate in PEM. */
    public Path writeTo(Path file) throws IOException {
        return Files.writeString(file, certificate());
    }

    private static Extension extension(boolean critical, ASN1Encodable value, ASN1ObjectIdentifier kind) {
        try {
            return new Extension(kind, critical, value.toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(
            X500Name issuer,
            PrivateKey issuerKey,
            X500Name subject,
            KeyPair keys,
            Duration validity,
            @Nullable Extensions extensions) {
        Instant now = Instant.now();
        V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(SERIAL.getAndIncrement()));
        content.setIssuer(issuer);
        content.setSubject(subject);
        content.setStartDate(new Time(Date.from(now.minus(CLOCK_DIFFERENCE))));
        content.setEndDate(new Time(Date.from(now.plus(validity))));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        content.setSignature(ECDSA);
        if (extensions != null) {
            content.setExtensions(extensions);
        }
        try {
            var unsigned = content.generateTBSCertificate();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuerKey);
            signature.update(unsigned.getEncoded());
            byte[] signed = new DERSequence(new ASN1Encodable[] {unsigned, ECDSA, new DERBitString(signature.sign())})
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** A certificate and its private key. */
    public record Credentials(X509Certificate x509, PrivateKey privateKey) {
        /** The certificate in PEM. */
        public String certificate() {
            return pem("CERTIFICATE", encoded(x509));
        }

        /** The key in PEM (PKCS #8). */
        public String key() {
            return pem("PRIVATE KEY", privateKey.getEncoded());
        }

        /** Writes {@code NAME.crt} and {@code NAME.key}. */
        public PemFiles writeTo(Path folder, String name) throws IOException {
            return new PemFiles(
                    Files.writeString(folder.resolve(name + ".crt"), certificate()),
                    Files.writeString(folder.resolve(name + ".key"), key()));
        }

        /** Hides the key. */
        @Override
        public String toString() {
            return "Credentials[" + x509.getSubjectX500Principal() + "]";
        }
    }

    /** The files of a certificate and its key. */
    public record PemFiles(Path certificate, Path key) {}
}
