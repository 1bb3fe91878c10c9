package org.fhevm.tfhe.zk;

import java.security.SecureRandom;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;
import org.fhevm.tfhe.math.random.Seed;

/**
 * An encryption with all its secret inputs. A secret.
 *
 * <p>As integers, with the words of key and list signed: {@code c1 = a·ρ + e1 − 2^64·r1} in Z[X]/(X^d + 1), and {@code
 * c2_i} is coefficient d − 1 − i of {@code b·ρ} plus {@code Δ·m_i + e2_i − 2^64·r2_i}.
 */
final class Witness {
    private final LweCompactCiphertextList ciphertexts;
    private final long[] bits;

    private Witness(LweCompactCiphertextList ciphertexts, long[] bits) {
        this.ciphertexts = ciphertexts;
        this.bits = bits;
    }

    /** Encrypts messages with fresh randomness. */
    static Witness random(ProofShape shape, CompactPublicKey key, int[] messages, SecureRandom random) {
        Csprng generator = new Csprng(Seed.random(random));
        int d = shape.lweDimension();
        long[] rho = new long[d];
        generator.fillBits(rho);
        NoiseSampler sampler = new NoiseSampler(key.parameters().noise(), generator);
        long[] maskNoise = new long[d];
        sampler.addTo(maskNoise, 0, d);
        long[] bodyNoise = new long[messages.length];
        sampler.addTo(bodyNoise, 0, messages.length);
        return of(shape, key, rho, messages, maskNoise, bodyNoise);
    }

    /** The encryption with given randomness, which need not be within the bounds. */
    static Witness of(
            ProofShape shape, CompactPublicKey key, long[] rho, int[] messages, long[] maskNoise, long[] bodyNoise) {
        int d = shape.lweDimension();
        int k = messages.length;
        long[] words = new long[d + k];
        long[] quotients = new long[d + k];
        for (int l = 0; l < d; l++) {
            encrypt(key.words(), 0, l, rho, maskNoise[l], words, quotients, l);
        }
        int deltaLog2 = Long.SIZE - shape.plaintextLog2();
        for (int i = 0; i < k; i++) {
            long low = (long) messages[i] << deltaLog2;
            long high = ((long) messages[i] >>> shape.plaintextLog2()) + (low < 0 ? 1 : 0);
            encrypt(key.words(), d, d - 1 - i, rho, bodyNoise[i], words, quotients, d + i);
            addTo(words, quotients, d + i, low, high);
        }
        long[] bits = new long[shape.length(k)];
        int at = 0;
        at = append(bits, at, rho, 0, d, 1);
        long[] wideMessages = new long[k];
        for (int i = 0; i < k; i++) {
            wideMessages[i] = messages[i];
        }
        at = append(bits, at, wideMessages, 0, k, shape.messageBits());
        at = append(bits, at, maskNoise, 0, d, shape.noiseBits());
        at = append(bits, at, bodyNoise, 0, k, shape.noiseBits());
        append(bits, at, quotients, 0, d + k, shape.quotientBits());
        return new Witness(new LweCompactCiphertextList(d, k, words), bits);
    }

    /**
     * Coefficient l of a product with ρ, plus noise, as {@code word + 2^64·quotient} with a signed word.
     *
     * @param from where the polynomial begins
     */
    private static void encrypt(
            long[] polynomial, int from, int l, long[] rho, long noise, long[] words, long[] quotients, int out) {
        int d = rho.length;
        words[out] = noise;
        quotients[out] = 0;
        for (int j = 0; j < d; j++) {
            if (rho[j] == 0) {
                continue;
            }
            boolean wrapped = j > l;
            long word = polynomial[from + (wrapped ? d + l - j : l - j)];
            for (long times = 0; times < rho[j]; times++) {
                addSigned(words, quotients, out, word, wrapped);
            }
        }
    }

    /** Adds a signed word, or takes it off. */
    private static void addSigned(long[] words, long[] quotients, int at, long word, boolean negative) {
        if (negative && word != Long.MIN_VALUE) {
            addTo(words, quotients, at, -word, 0);
        } else if (negative) {
            addTo(words, quotients, at, word, 1); // 2^63 = −2^63 + 2^64
        } else {
            addTo(words, quotients, at, word, 0);
        }
    }

    /** Adds {@code low + 2^64·high} with a signed low; what overflows goes to the quotient. */
    private static void addTo(long[] words, long[] quotients, int at, long low, long high) {
        long sum = words[at] + low;
        boolean overflow = ((words[at] ^ sum) & (low ^ sum)) < 0;
        quotients[at] += high + (overflow ? (low < 0 ? -1 : 1) : 0);
        words[at] = sum;
    }

    /** Appends the lower bits of numbers in two's complement, least significant first. */
    private static int append(long[] bits, int at, long[] numbers, int from, int count, int width) {
        int next = at;
        for (int i = from; i < from + count; i++) {
            for (int bit = 0; bit < width; bit++) {
                bits[next++] = numbers[i] >>> bit & 1;
            }
        }
        return next;
    }

    LweCompactCiphertextList ciphertexts() {
        return ciphertexts;
    }

    /** The witness bits in the order of the linear map; borrowed. */
    long[] bits() {
        return bits;
    }

    @Override
    public String toString() {
        return "Witness[" + bits.length + " bits]";
    }
}
