package org.fhevm.coprocessor.server.keystore;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.fhevm.coprocessor.common.bytes.Bytes;

/**
 * Makes a key of a password, slowly on purpose. The constructors bound the cost: a file says how much memory and time
 * its password takes.
 */
public sealed interface KeyDerivation {
    /** Length of the derived key: one half encrypts, the other authenticates. */
    int KEY_BYTES = 32;

    int MAXIMUM_SALT_BYTES = 256;

    Bytes salt();

    /** The first 32 bytes of the derived key; a longer one begins with the same bytes. */
    byte[] derive(byte[] password);

    private static void requireSalt(Bytes salt) {
        int length = salt.length();
        if (length < 1 || length > MAXIMUM_SALT_BYTES) {
            throw new IllegalArgumentException(
                    "a salt has between 1 and " + MAXIMUM_SALT_BYTES + " bytes, got " + length);
        }
    }

    /**
     * scrypt, RFC 7914.
     *
     * @param cost N, a power of two
     * @param blockSize r
     * @param parallelization p
     */
    record Scrypted(int cost, int blockSize, int parallelization, Bytes salt) implements KeyDerivation {
        /** What the largest setting in use needs: n = 2^18 and r = 8. */
        static final long MAXIMUM_MEMORY_BYTES = 256L << 20;

        /** Twice the work of the largest setting in use. */
        static final long MAXIMUM_WORK = 1L << 22;

        /** Of r and p, so that what is mixed at once has 8 MiB at most. */
        static final long MAXIMUM_BLOCKS = 1L << 16;

        public Scrypted {
            requireSalt(salt);
            if (cost < 2 || Integer.bitCount(cost) != 1) {
                throw new IllegalArgumentException("the scrypt parameter n is no power of two: " + cost);
            }
            if (blockSize < 1 || parallelization < 1) {
                throw new IllegalArgumentException("the scrypt parameters r and p must be at least 1");
            }
            if (blockSize > MAXIMUM_MEMORY_BYTES / Scrypt.BLOCK_BYTES / cost) {
                throw new IllegalArgumentException("scrypt with n = " + cost + " and r = " + blockSize
                        + " takes more than " + (MAXIMUM_MEMORY_BYTES >> 20) + " MB of memory");
            }
            if (parallelization > MAXIMUM_BLOCKS / blockSize) {
                throw new IllegalArgumentException(
                        "the product of the scrypt parameters r and p must be at most " + MAXIMUM_BLOCKS);
            }
            if (parallelization > MAXIMUM_WORK / ((long) cost * blockSize)) {
                throw new IllegalArgumentException("scrypt with n = " + cost + ", r = " + blockSize + " and p = "
                        + parallelization + " takes too long: the product must be at most " + MAXIMUM_WORK);
            }
        }

        @Override
        public byte[] derive(byte[] password) {
            return new Scrypt(cost, blockSize, parallelization).derive(password, salt.array(), KEY_BYTES);
        }
    }

    /**
     * PBKDF2 with HMAC-SHA-256, RFC 8018.
     *
     * @param iterations c
     */
    record Pbkdf2(int iterations, Bytes salt) implements KeyDerivation {
        /** Forty times the number in use. */
        static final int MAXIMUM_ITERATIONS = 10_000_000;

        public Pbkdf2 {
            requireSalt(salt);
            if (iterations < 1 || iterations > MAXIMUM_ITERATIONS) {
                throw new IllegalArgumentException(
                        "the pbkdf2 parameter c must be between 1 and " + MAXIMUM_ITERATIONS + ", got " + iterations);
            }
        }

        @Override
        public byte[] derive(byte[] password) {
            return derive(password, salt.array(), iterations, KEY_BYTES);
        }

        static byte[] derive(byte[] password, byte[] salt, int iterations, int length) {
            PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(SHA256Digest.newInstance());
            generator.init(password, salt, iterations);
            return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
        }
    }
}
