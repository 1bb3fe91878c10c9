package org.fhevm.coprocessor.server.keystore;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.jspecify.annotations.Nullable;

/**
 * A private key, encrypted under a password: AES-128 in counter mode under the first half of the derived key, and the
 * Keccak-256 hash of the second half and the ciphertext, which shows a wrong password.
 *
 * @param address of the key, not authenticated; null if the file leaves it out
 */
public record Keystore(
        KeyDerivation derivation,
        Bytes initialization,
        Bytes ciphertext,
        Bytes mac,
        @Nullable EthereumAddress address) {
    private static final int SECRET_BYTES = 32;
    private static final int INITIALIZATION_BYTES = 16;
    private static final int MAC_BYTES = 32;
    private static final int CIPHER_KEY_BYTES = 16;

    /** What OWASP's cheat sheet for password storage recommends, and ethers writes: 128 MiB, a second or less. */
    private static final int COST = 1 << 17;

    private static final int BLOCK_SIZE = 8;

    public Keystore {
        requireLength("initialization vector", INITIALIZATION_BYTES, initialization);
        requireLength("ciphertext", SECRET_BYTES, ciphertext);
        requireLength("mac", MAC_BYTES, mac);
    }

    /**
     * Encrypts a key under a password.
     *
     * @param secret 32 bytes; borrowed
     * @param password borrowed
     */
    public static Keystore seal(byte[] secret, EthereumAddress address, byte[] password, SecureRandom random) {
        KeyDerivation derivation = new KeyDerivation.Scrypted(COST, BLOCK_SIZE, 1, random(random, SECRET_BYTES));
        Bytes initialization = random(random, INITIALIZATION_BYTES);
        byte[] key = derivation.derive(password);
        byte[] ciphertext = crypt(Cipher.ENCRYPT_MODE, key, initialization, secret);
        return new Keystore(derivation, initialization, Bytes.of(ciphertext), Bytes.of(mac(key, ciphertext)), address);
    }

    /**
     * The private key, 32 bytes.
     *
     * @param password borrowed
     * @throws KeystoreException if the password is another one, or the file was damaged
     */
    public byte[] open(byte[] password) throws KeystoreException {
        byte[] key = derivation.derive(password);
        if (!MessageDigest.isEqual(mac(key, ciphertext.array()), mac.array())) {
            throw new KeystoreException("the password does not fit, or the file is damaged");
        }
        return crypt(Cipher.DECRYPT_MODE, key, initialization, ciphertext.array());
    }

    private static byte[] mac(byte[] key, byte[] ciphertext) {
        byte[] authenticated = Arrays.copyOf(
                Arrays.copyOfRange(key, CIPHER_KEY_BYTES, KeyDerivation.KEY_BYTES),
                KeyDerivation.KEY_BYTES - CIPHER_KEY_BYTES + ciphertext.length);
        System.arraycopy(ciphertext, 0, authenticated, KeyDerivation.KEY_BYTES - CIPHER_KEY_BYTES, ciphertext.length);
        return Keccak256.hash(authenticated);
    }

    private static byte[] crypt(int mode, byte[] key, Bytes initialization, byte[] content) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, 0, CIPHER_KEY_BYTES, "AES"),
                    new IvParameterSpec(initialization.array()));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }

    private static Bytes random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static void requireLength(String part, int length, Bytes bytes) {
        if (bytes.length() != length) {
            throw new IllegalArgumentException(
                    "the " + part + " has " + bytes.length() + " bytes instead of " + length);
        }
    }

    /** Names the key by its address only. */
    @Override
    public String toString() {
        return "Keystore[" + address + "]";
    }
}
