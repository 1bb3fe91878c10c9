package org.fhevm.coprocessor.server.signing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Signs with a key that a PKCS#11 token keeps to itself. The token returns r and s only, so the signer is recovered
 * from every signature: that gives the parity, and shows a token that signs with another key, or does not sign at all.
 *
 * <p>The token's library may block its thread, without a timeout. Few threads are in it at once, and others wait for a
 * bounded time. After a failure the next signature looks the key up again, so that a token that was restarted or put in
 * again is used without a restart of the server. A problem is forgotten after half a minute: while it is reported, no
 * calls may come that would show that the token works again. Mutable; used by any thread.
 */
public final class TokenSigner implements Signer {
    private static final int MAXIMUM_CONCURRENT = 8;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration PROBLEM_AGE = Duration.ofSeconds(30);
    private static final String ALGORITHM = "NONEwithECDSA";

    private final Provider provider;
    private final KeyLookup lookup;
    private final EthereumAddress address;
    private final MonotonicClock clock;
    private final Semaphore places = new Semaphore(MAXIMUM_CONCURRENT, true);

    private volatile @Nullable PrivateKey key;
    private volatile @Nullable Problem problem;

    TokenSigner(Provider provider, KeyLookup lookup, EthereumAddress address, MonotonicClock clock) {
        this.provider = provider;
        this.lookup = lookup;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public EthereumAddress address() {
        return address;
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem)
                .filter(last -> clock.now().minus(last.since()).compareTo(PROBLEM_AGE) < 0)
                .map(Problem::reason);
    }

    @Override
    public Signature sign(byte[] digest) {
        if (!hasPlace()) {
            throw unavailable("the token answers too slowly");
        }
        try {
            Signature signature = withParity(digest, signedByToken(digest));
            problem = null;
            return signature;
        } catch (GeneralSecurityException | ProviderException | IOException e) {
            key = null;
            throw unavailable("the token does not sign: " + KeyToken.reason(e));
        } finally {
            places.release();
        }
    }

    private boolean hasPlace() {
        try {
            return places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private byte[] signedByToken(byte[] digest) throws GeneralSecurityException, IOException {
        PrivateKey current = key;
        if (current == null) {
            current = lookup.find();
            key = current;
        }
        return sign(provider, current, digest);
    }

    /** The DER form of a signature of a digest, by a key of this provider. */
    static byte[] sign(Provider provider, PrivateKey key, byte[] digest) throws GeneralSecurityException {
        java.security.Signature token = java.security.Signature.getInstance(ALGORITHM, provider);
        token.initSign(key);
        token.update(digest);
        return token.sign();
    }

    private Signature withParity(byte[] digest, byte[] encoded) throws GeneralSecurityException {
        BigInteger[] scalars = scalars(encoded);
        BigInteger s =
                scalars[1].compareTo(Secp256k1.HALF_ORDER) > 0 ? Secp256k1.ORDER.subtract(scalars[1]) : scalars[1];
        for (int parity = 0; parity <= 1; parity++) {
            Signature signature = new Signature(scalars[0], s, parity);
            if (SignerRecovery.signer(digest, signature).filter(address::equals).isPresent()) {
                return signature;
            }
        }
        throw new GeneralSecurityException("its signature is not one of the key of " + address);
    }

    /** Reads the DER form of r and s, and refuses values outside of the group order. */
    private static BigInteger[] scalars(byte[] encoded) throws GeneralSecurityException {
        try {
            if (ASN1Primitive.fromByteArray(encoded) instanceof ASN1Sequence) {
                return StandardDSAEncoding.INSTANCE.decode(Secp256k1.ORDER, encoded);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new GeneralSecurityException("its signature is malformed: " + e.getMessage());
        }
        throw new GeneralSecurityException("its signature is no sequence");
    }

    private CoprocessorException unavailable(String reason) {
        problem = new Problem(reason, clock.now());
        return new CoprocessorException(new CoprocessorError.SignerUnavailable(address, reason));
    }

    /** Names the key by its address only. */
    @Override
    public String toString() {
        return "TokenSigner[" + address + "]";
    }

    /** Why a signature failed, and when. */
    private record Problem(String reason, Duration since) {}

    /** Finds the key in its token, which may take a while. */
    @FunctionalInterface
    interface KeyLookup {
        PrivateKey find() throws GeneralSecurityException, IOException;
    }
}
