package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.expansion.SeededKeyExpansion;
import org.fhevm.tfhe.math.random.Csprng;

/** Expands blocks and server keys with seeds. */
public final class SeededExpansion {
    private SeededExpansion() {}

    /** A block with its mask. */
    public static ShortintCiphertext expand(SeededBlock block) {
        long[] words = new long[block.lweDimension() + 1];
        new Csprng(block.seed()).fillUniform(words, 0, block.lweDimension());
        words[block.lweDimension()] = block.body();
        return new ShortintCiphertext(words, block.degree(), block.noiseLevel());
    }

    /**
     * A server key with all its masks, four times the size. The work is spread over the threads of the pool that the caller
     * runs in, else over those of the common pool.
     */
    public static ExpandedServerKey expand(CompressedServerKey key) {
        return new ExpandedServerKey(
                SeededKeyExpansion.expand(key.keyswitchKey()),
                SeededKeyExpansion.expand(key.bootstrapKey()),
                key.messageModulus(),
                key.carryModulus(),
                key.maxDegree(),
                key.maxNoiseLevel(),
                key.pbsOrder(),
                key.casting().map(SeededExpansion::expand),
                key.compression().map(SeededExpansion::expand),
                key.decompression().map(SeededExpansion::expand),
                key.tag());
    }

    private static ServerKeyMaterial.Casting expand(CompressedServerKey.Casting casting) {
        return new ServerKeyMaterial.Casting(
                SeededKeyExpansion.expand(casting.key()), casting.rightShift(), casting.destination());
    }

    private static ServerKeyMaterial.Compression expand(CompressedServerKey.Compression compression) {
        return new ServerKeyMaterial.Compression(
                SeededKeyExpansion.expand(compression.key()),
                compression.lwePerGlwe(),
                compression.storageLogModulus());
    }

    private static ExpandedServerKey.Decompression expand(CompressedServerKey.Decompression decompression) {
        return new ExpandedServerKey.Decompression(
                SeededKeyExpansion.expand(decompression.key()), decompression.lwePerGlwe());
    }
}
