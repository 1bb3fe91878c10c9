package org.fhevm.tfhe.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.math.polynomial.BinaryMultiplier;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Encryption of a user's inputs with the compact public key, two blocks to an LWE. Mutable while values are added; for
 * one thread.
 *
 * <p>For each group of n ciphertexts, with uniform bits r and noise e: the mask is {@code a·rev(r) + e_1}, and the body
 * of ciphertext t is coefficient {@code n-1-t} of {@code p·rev(r)} plus {@code e_2} plus the message.
 */
public final class CompactListEncryptor {
    private final CompactPublicKey key;
    private final Csprng generator;
    private final List<Integer> digits = new ArrayList<>();
    private final List<DataKind> kinds = new ArrayList<>();

    public CompactListEncryptor(CompactPublicKey key, SecureRandom random) {
        this.key = key;
        this.generator = new Csprng(Seed.random(random));
    }

    /** Adds a boolean. */
    public CompactListEncryptor push(boolean value) {
        digits.add(value ? 1 : 0);
        kinds.add(new DataKind.Bool());
        return this;
    }

    /** Adds an unsigned integer of {@code blockCount} blocks of two bits, taken modulo its width. */
    public CompactListEncryptor push(BigInteger value, int blockCount) {
        for (int i = 0; i < blockCount; i++) {
            digits.add((value.testBit(2 * i) ? 1 : 0) + (value.testBit(2 * i + 1) ? 2 : 0));
        }
        kinds.add(new DataKind.Unsigned(blockCount));
        return this;
    }

    /** Adds an unsigned integer of at most 64 bits. */
    public CompactListEncryptor push(long value, int blockCount) {
        return push(new BigInteger(Long.toUnsignedString(value)), blockCount);
    }

    /** The kinds of the values added so far. */
    public List<DataKind> kinds() {
        return List.copyOf(kinds);
    }

    /** Encrypts all values into one list. */
    public CompactCiphertextList encrypt() {
        return new CompactCiphertextList(encryptPart(packed(), 0, packedCount()), kinds(), key.tag());
    }

    /** Encrypts all values into lists of at most {@code capacity} LWE, as many as one proof covers. */
    public List<CompactBlockList> encryptParts(int capacity) {
        int[] messages = packed();
        List<CompactBlockList> parts = new ArrayList<>();
        for (int from = 0; from < messages.length; from += capacity) {
            parts.add(encryptPart(messages, from, Math.min(capacity, messages.length - from)));
        }
        return parts;
    }

    /** The plaintexts of the LWE ciphertexts, two blocks each: for a prover, which encrypts them itself. */
    public int[] messages() {
        return packed();
    }

    private int packedCount() {
        return Math.ceilDiv(digits.size(), 2);
    }

    private int[] packed() {
        int[] messages = new int[packedCount()];
        for (int i = 0; i < digits.size(); i++) {
            messages[i / 2] += i % 2 == 0 ? digits.get(i) : key.parameters().messageModulus() * digits.get(i);
        }
        return messages;
    }

    private CompactBlockList encryptPart(int[] messages, int from, int count) {
        CompactKeyParameters parameters = key.parameters();
        int n = parameters.lweDimension();
        int groups = Math.ceilDiv(count, n);
        long[] words = new long[groups * n + count];
        for (int group = 0; group < groups; group++) {
            encryptGroup(
                    messages,
                    from + group * n,
                    Math.min(n, count - group * n),
                    words,
                    group * n,
                    groups * n + group * n);
        }
        return new CompactBlockList(
                new LweCompactCiphertextList(n, count, words),
                parameters.messageModulus() * parameters.carryModulus() - 1,
                parameters.messageModulus(),
                parameters.carryModulus(),
                parameters.expansion(),
                1);
    }

    private void encryptGroup(int[] messages, int from, int count, long[] words, int maskOffset, int bodyOffset) {
        CompactKeyParameters parameters = key.parameters();
        int n = parameters.lweDimension();
        int deltaLog2 = 63
                - Integer.numberOfTrailingZeros(parameters.messageModulus())
                - Integer.numberOfTrailingZeros(parameters.carryModulus());
        long[] bits = new long[n];
        // Uniform bits in reverse order are uniform bits.
        generator.fillBits(bits);
        BinaryMultiplier reversed = new BinaryMultiplier(bits, 0, n);
        NoiseSampler noise = new NoiseSampler(parameters.noise(), generator);
        reversed.addProduct(key.words(), 0, words, maskOffset);
        noise.addTo(words, maskOffset, n);
        long[] masked = new long[n];
        reversed.addProduct(key.words(), n, masked, 0);
        for (int t = 0; t < count; t++) {
            words[bodyOffset + t] = masked[n - 1 - t] + noise.next() + ((long) messages[from + t] << deltaLog2);
        }
    }
}
