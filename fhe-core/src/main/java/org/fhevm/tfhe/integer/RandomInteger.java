package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Pseudo-random integers that stay encrypted: a function of a public seed and the secret key.
 *
 * <p>A public mask under the small key, with a body of 0, encrypts its inner product with the key, which is as good as
 * random without the key. A bootstrap turns the top bits of that phase into a block. The result is the same for every
 * implementation, because the mask is rounded word by word, exactly, and nothing else decides which part of the torus
 * the phase falls in; this is why {@link BootstrapJob.Source#PSEUDO_RANDOM} rounds plainly.
 *
 * <p>The construction is that of tfhe-rs 0.9 (its {@code shortint/oprf.rs}). The seed starts a {@link Csprng}, whose
 * stream gives every block a seed of 16 bytes; SHAKE-256 of these bytes, read as little-endian words, is the mask.
 */
public final class RandomInteger {
    private RandomInteger() {}

    /**
     * A random integer below {@code 2^bits}. With an odd number of bits, the last one is the upper bit of the block
     * that one bit more would give.
     *
     * @param bits 0 to twice the number of blocks
     */
    public static RadixCiphertext generate(RadixContext context, Seed seed, int bits, int blockCount) {
        Csprng seeds = new Csprng(seed);
        List<BootstrapJob> jobs = new ArrayList<>();
        for (int left = bits; left > 0; left -= RadixContext.MESSAGE_BITS) {
            long[] input = phase(context, seeds);
            LookupTable table = LookupTable.phaseBits(Math.min(left, RadixContext.MESSAGE_BITS));
            jobs.add(new BootstrapJob(BootstrapJob.Source.PSEUDO_RANDOM, input, List.of(table)));
        }
        context.executor().run(context.key(), jobs);
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int i = 0; i < blockCount; i++) {
            blocks.add(i < jobs.size() ? jobs.get(i).result() : context.trivial(0));
        }
        return new RadixCiphertext(blocks);
    }

    /** The mask of the next block, under the small key, and a body of 0. */
    private static long[] phase(RadixContext context, Csprng seeds) {
        int dimension = context.key().bootstrapKey().inputDimension();
        byte[] seed = new byte[Seed.BYTES];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) seeds.nextByte();
        }
        byte[] mask = new byte[dimension * Long.BYTES];
        SHAKEDigest shake = new SHAKEDigest(256);
        shake.update(seed, 0, seed.length);
        shake.doFinal(mask, 0, mask.length);
        long[] words = new long[dimension + 1];
        for (int j = 0; j < dimension; j++) {
            words[j] = littleEndian(mask, j * Long.BYTES);
        }
        return words;
    }

    private static long littleEndian(byte[] bytes, int offset) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            word = word << Byte.SIZE | Byte.toUnsignedLong(bytes[offset + i]);
        }
        return word;
    }
}
