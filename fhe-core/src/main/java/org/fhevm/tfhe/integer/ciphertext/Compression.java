package org.fhevm.tfhe.integer.ciphertext;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.algorithm.BitPacking;
import org.fhevm.tfhe.core.algorithm.PackingKeyswitch;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * The stored form of integers: blocks packed into GLWE ciphertexts whose coefficients keep a few bits each.
 *
 * <p>A block m is stored as {@code 4m + ½}, so that its message takes the upper two of four plaintext bits and the
 * rounding has room below it. One bootstrap with the decompression key restores it.
 *
 * <p>The ½ keeps every reader's limits at least one unit away on both sides. The table of tfhe-rs 0.9 reads {@code
 * 4m - ½} to {@code 4m + 3½} as m, readers that round to the nearest multiple of 4 read {@code 4m ± 2}, and the tables
 * here {@code 4m - 1½} to {@code 4m + 2½}, two units on both sides. Without it tfhe-rs would have half a unit below,
 * and more than 107 blocks in a list already make a failure more likely than 2^-64; see {@code docs/engine-noise.md}.
 */
public final class Compression {
    /**
     * The largest norm of the noise of a stored block, in units of a fresh one. At 10 the nearest limit of any reader
     * is more than 11 standard deviations away, even in a full list.
     */
    public static final int MAXIMUM_NOISE = 10;

    static final LookupTable NEAREST_MESSAGE =
            LookupTable.signed(v -> v < 15 ? v + 1 >> 2 : 0, RadixContext.MAXIMUM_MESSAGE);
    static final LookupTable NEAREST_BIT = LookupTable.signed(v -> v < 15 ? Math.min(1, v + 1 >> 2) : 0, 1);

    private Compression() {}

    /**
     * Packs values into one list.
     *
     * @param values integers whose blocks are messages with noise up to {@link #MAXIMUM_NOISE}
     * @param kinds one for each
     */
    public static CompressedCiphertextList compress(
            RadixContext context, List<RadixCiphertext> values, List<DataKind> kinds) {
        ServerKey.Compression keys = context.key().compression();
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (RadixCiphertext value : values) {
            blocks.addAll(value.blocks());
        }
        List<PackedGlwe> glwes = new ArrayList<>();
        for (int start = 0; start < blocks.size(); start += keys.lwePerGlwe()) {
            List<ShortintCiphertext> group = blocks.subList(start, Math.min(start + keys.lwePerGlwe(), blocks.size()));
            glwes.add(context.executor()
                    .call(() -> pack(keys, group, context.key().deltaLog2())));
        }
        return new CompressedCiphertextList(
                glwes,
                context.key().modulus(),
                context.key().modulus(),
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                keys.lwePerGlwe(),
                blocks.size(),
                kinds,
                context.key().tag());
    }

    private static PackedGlwe pack(ServerKey.Compression keys, List<ShortintCiphertext> blocks, int deltaLog2) {
        long[][] inputs = new long[blocks.size()][];
        for (int t = 0; t < inputs.length; t++) {
            inputs[t] = stored(blocks.get(t), deltaLog2);
        }
        int n = keys.key().polynomialSize();
        int[] packed = PackingKeyswitch.pack(keys.key(), inputs);
        int bits = keys.storageLogModulus();
        int length = keys.key().glweDimension() * n + blocks.size();
        for (int j = 0; j < length; j++) {
            packed[j] = packed[j] + (1 << 31 - bits) >>> 32 - bits;
        }
        return new PackedGlwe(
                BitPacking.pack(packed, length, bits), bits, length, keys.key().glweDimension(), n, blocks.size());
    }

    /** Four times the block, plus ½. */
    private static long[] stored(ShortintCiphertext block, int deltaLog2) {
        if (block.degree() > RadixContext.MAXIMUM_MESSAGE || block.noiseLevel() > MAXIMUM_NOISE) {
            throw new IllegalArgumentException(
                    "only messages with noise up to " + MAXIMUM_NOISE + " can be compressed, not " + block);
        }
        long[] words = block.words().clone();
        for (int j = 0; j < words.length; j++) {
            words[j] <<= RadixContext.MESSAGE_BITS;
        }
        words[words.length - 1] += 1L << deltaLog2 - 1;
        return words;
    }

    /**
     * Restores one value of a list.
     *
     * @param index position of the value in the list
     * @throws IllegalArgumentException if the list does not fit the keys; check lists from outside before
     */
    public static RadixCiphertext decompress(RadixContext context, CompressedCiphertextList list, int index) {
        int first = 0;
        for (int i = 0; i < index; i++) {
            first += list.kinds().get(i).blockCount();
        }
        DataKind kind = list.kinds().get(index);
        LookupTable table = kind instanceof DataKind.Bool ? NEAREST_BIT : NEAREST_MESSAGE;
        List<BootstrapJob> jobs = new ArrayList<>();
        long[] glwe = {};
        int unpacked = -1;
        for (int block = first; block < first + kind.blockCount(); block++) {
            int group = block / list.lwePerGlwe();
            if (group != unpacked) {
                glwe = unpack(context.key(), list.glwes().get(group));
                unpacked = group;
            }
            int n = list.glwes().get(group).polynomialSize();
            long[] lwe = new long[glwe.length - n + 1];
            SampleExtraction.extract(glwe, 0, n, block % list.lwePerGlwe(), lwe);
            jobs.add(new BootstrapJob(BootstrapJob.Source.PACKED, lwe, List.of(table)));
        }
        context.executor().run(context.key(), jobs);
        return new RadixCiphertext(jobs.stream().map(BootstrapJob::result).toList());
    }

    private static long[] unpack(ServerKey key, PackedGlwe glwe) {
        int n = glwe.polynomialSize();
        int dimension = key.decompression().key().inputDimension();
        if (glwe.glweDimension() * n != dimension) {
            throw new IllegalArgumentException("packed ciphertexts of dimension " + glwe.glweDimension() * n
                    + " under a decompression key for dimension " + dimension);
        }
        long[] words = new long[(glwe.glweDimension() + 1) * n];
        for (int j = 0; j < glwe.initialLength(); j++) {
            words[j] = BitPacking.value(glwe.packed(), j, glwe.logModulus()) << 64 - glwe.logModulus();
        }
        return words;
    }
}
