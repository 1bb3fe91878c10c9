package org.fhevm.coprocessor.server.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A certificate whose only purpose is to stand beside a key in a token, as the JDK's provider wants it. Its signature,
 * name and dates are not checked. RFC 5280, 4.1.
 */
final class SelfSignedCertificate {
    private static final X500Name NAME = new X500Name("CN=fhevm coprocessor");
    private static final Duration LIFETIME = Duration.ofDays(36_500);
    private static final int SERIAL_BITS = 120;

    private SelfSignedCertificate() {}

    static X509Certificate of(SubjectPublicKeyInfo publicKey, DigestSigner signer)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        Instant now = Instant.now();
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)));
        generator.setSignature(algorithm);
        generator.setIssuer(NAME);
        generator.setSubject(NAME);
        generator.setStartDate(new Time(Date.from(now)));
        generator.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
        generator.setSubjectPublicKeyInfo(publicKey);
        TBSCertificate content = generator.generateTBSCertificate();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getEncoded(ASN1Encoding.DER));
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(content);
        parts.add(algorithm);
        parts.add(new DERBitString(signer.sign(digest)));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(new DERSequence(parts).getEncoded(ASN1Encoding.DER)));
    }

    /** Signs a digest and returns the DER form of the signature. */
    @FunctionalInterface
    interface DigestSigner {
        byte[] sign(byte[] digest) throws GeneralSecurityException;
    }
}
