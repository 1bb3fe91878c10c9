package org.fhevm.coprocessor.server.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.math.ec.ECPoint;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * A token that speaks PKCS#11, such as a hardware security module: keys are used in it and never leave it.
 *
 * <p>The JDK's provider shows a key only with a certificate of the same label; the certificate's public key gives the
 * address, and nothing else in it matters.
 */
public final class KeyToken {
    private static final String PROVIDER = "SunPKCS11";

    private final Provider provider;
    private final char[] pin;

    private KeyToken(Provider provider, char[] pin) {
        this.provider = provider;
        this.pin = pin;
    }

    /**
     * Loads the token's library.
     *
     * @param configuration of the JDK's provider: the library, the slot
     * @param pin of the token's user, UTF-8; borrowed
     * @throws IOException if there is no such library, or no token in the slot
     */
    public static KeyToken open(Path configuration, byte[] pin) throws IOException {
        Provider unconfigured = Security.getProvider(PROVIDER);
        if (unconfigured == null) {
            throw new IOException("this Java runtime has no module jdk.crypto.cryptoki, which PKCS#11 needs");
        }
        try {
            Provider provider = unconfigured.configure(configuration.toString());
            return new KeyToken(provider, new String(pin, StandardCharsets.UTF_8).toCharArray());
        } catch (InvalidParameterException | UnsupportedOperationException | ProviderException e) {
            throw new IOException("PKCS#11 configuration " + configuration + ": " + reason(e), e);
        }
    }

    /**
     * A signer with a key of the token.
     *
     * @param label of the key and of its certificate
     * @throws IOException if the token refuses the PIN, or has no such key on secp256k1
     */
    public TokenSigner signer(String label) throws IOException {
        try {
            Certificate certificate = load().getCertificate(label);
            if (certificate == null) {
                throw new IOException("the token has no key with a certificate of the label " + label);
            }
            ECPoint publicKey = publicKey(certificate);
            return new TokenSigner(
                    provider, () -> privateKey(label), Secp256k1.address(publicKey), MonotonicClock.system());
        } catch (GeneralSecurityException | ProviderException e) {
            throw new IOException("the token cannot be used: " + reason(e), e);
        }
    }

    /**
     * Makes a key in the token, where the token's settings decide whether it can leave it, and stores it with a
     * certificate.
     *
     * @throws IOException if the token has a key of this label, or cannot make one on secp256k1
     */
    public TokenSigner create(String label) throws IOException {
        try {
            KeyStore store = load();
            if (store.containsAlias(label)) {
                throw new IOException("the token has a key of the label " + label + " already");
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec("secp256k1"));
            KeyPair pair = generator.generateKeyPair();
            Certificate certificate = SelfSignedCertificate.of(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
                    digest -> TokenSigner.sign(provider, pair.getPrivate(), digest));
            store.setKeyEntry(label, pair.getPrivate(), null, new Certificate[] {certificate});
        } catch (GeneralSecurityException | ProviderException e) {
            throw new IOException("the token cannot make a key: " + reason(e), e);
        }
        return signer(label);
    }

    private PrivateKey privateKey(String label) throws GeneralSecurityException, IOException {
        Key key = load().getKey(label, null);
        if (key instanceof PrivateKey found) {
            return found;
        }
        throw new GeneralSecurityException("the token has no private key of the label " + label);
    }

    /** A new view of the token; it logs in if necessary. */
    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        try {
            store.load(null, pin);
        } catch (IOException e) {
            throw new IOException("the token cannot be used: " + reason(e), e);
        }
        return store;
    }

    private static ECPoint publicKey(Certificate certificate) throws IOException {
        SubjectPublicKeyInfo info =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        try {
            if (!Secp256k1.isCurve(info.getAlgorithm())) {
                throw new IOException("the token's key is not on secp256k1");
            }
            return Secp256k1.CURVE
                    .getCurve()
                    .decodePoint(info.getPublicKeyData().getBytes());
        } catch (IllegalArgumentException e) {
            throw new IOException("the certificate of the token's key has no point of secp256k1", e);
        }
    }

    /** The innermost message: the outer ones say only that loading failed. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
