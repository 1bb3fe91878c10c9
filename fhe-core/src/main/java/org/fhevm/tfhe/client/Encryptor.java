package org.fhevm.tfhe.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Encryption of integers with the secret key. For one thread. */
public final class Encryptor {
    private final LweSecretKey bigKey;
    private final ComputeParameters parameters;
    private final Csprng generator;
    private final NoiseSampler noise;

    public Encryptor(ClientKey key, SecureRandom random) {
        bigKey = key.glweSecretKey().asLweSecretKey();
        parameters = key.parameters();
        generator = new Csprng(Seed.random(random));
        noise = new NoiseSampler(parameters.glweNoise(), generator);
    }

    /** A block of any value 0..15; its degree is the larger of 3 and the value. */
    public ShortintCiphertext encryptBlock(int value) {
        return encryptBlock(value, Math.max(parameters.messageModulus() - 1, value));
    }

    private ShortintCiphertext encryptBlock(int value, int degree) {
        long[] words = new long[bigKey.lweDimension() + 1];
        LweEncryption.encrypt(bigKey, (long) value << parameters.deltaLog2(), generator, noise, words, 0);
        return new ShortintCiphertext(words, degree, 1);
    }

    /** A boolean: one block of degree 1. */
    public RadixCiphertext encryptBoolean(boolean value) {
        return new RadixCiphertext(List.of(encryptBlock(value ? 1 : 0, 1)));
    }

    /**
     * An unsigned integer, taken modulo the width.
     *
     * @param blockCount blocks of two bits
     */
    public RadixCiphertext encrypt(BigInteger value, int blockCount) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int i = 0; i < blockCount; i++) {
            int digit = (value.testBit(2 * i) ? 1 : 0) + (value.testBit(2 * i + 1) ? 2 : 0);
            blocks.add(encryptBlock(digit));
        }
        return new RadixCiphertext(blocks);
    }
}
