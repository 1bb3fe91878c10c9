package org.fhevm.tfhe.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.shortint.SeededBlock;
import org.fhevm.tfhe.shortint.SeededExpansion;

/**
 * Encryption of integers with the secret key into the seeded form: each block keeps its body and the seed of its mask.
 * The seeds are public, so the noise comes from a separate generator. For one thread.
 */
public final class SeededEncryptor {
    private static final int MESSAGE_BITS = 2;

    private final ClientKey key;
    private final LweSecretKey bigKey;
    private final SecureRandom random;
    private final NoiseSampler noise;

    public SeededEncryptor(ClientKey key, SecureRandom random) {
        this.key = key;
        this.bigKey = key.glweSecretKey().asLweSecretKey();
        this.random = random;
        this.noise = new NoiseSampler(key.parameters().glweNoise(), new Csprng(Seed.random(random)));
    }

    /** A value of this kind, taken modulo its width. */
    public SeededCiphertext encrypt(BigInteger value, DataKind kind) {
        ComputeParameters parameters = key.parameters();
        int largest = kind instanceof DataKind.Bool ? 1 : parameters.messageModulus() - 1;
        List<SeededBlock> blocks = new ArrayList<>();
        for (int i = 0; i < kind.blockCount(); i++) {
            blocks.add(encryptBlock(value.shiftRight(MESSAGE_BITS * i).intValue() & largest, largest));
        }
        return new SeededCiphertext(
                kind, blocks, parameters.messageModulus(), parameters.carryModulus(), parameters.pbsOrder(), key.tag());
    }

    private SeededBlock encryptBlock(int message, int degree) {
        Seed seed = Seed.random(random);
        SeededBlock withoutBody = new SeededBlock(seed, 0, bigKey.lweDimension(), degree, 1);
        // The phase of a ciphertext with body 0 is minus the product of mask and key.
        long product =
                -LweEncryption.phase(bigKey, SeededExpansion.expand(withoutBody).words());
        long body = product + noise.next() + ((long) message << key.parameters().deltaLog2());
        return new SeededBlock(seed, body, bigKey.lweDimension(), degree, 1);
    }
}
