package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a server key that decide the size of a {@link BatchRun}; equal for all keys of one parameter set.
 *
 * @param blockDigits digits of a block in the keyswitch
 * @param castingDigits digits of an input of a compact list in the casting keyswitch; 0 without a casting key
 * @param rowLength words of a row of the keyswitch keys
 * @param longestMask mask words of the longest input of a blind rotation
 * @param glweDimension k of the accumulators
 * @param polynomialSize N of the accumulators
 * @param levelCount levels of the external product
 */
record WorkShape(
        int blockDigits,
        int castingDigits,
        int rowLength,
        int longestMask,
        int glweDimension,
        int polynomialSize,
        int levelCount) {
    static WorkShape of(
            PreparedKeyswitchKey keyswitch,
            PreparedBootstrapKey bootstrap,
            @Nullable PreparedKeyswitchKey casting,
            ServerKey.@Nullable Decompression decompression) {
        int unpackedMask = decompression == null ? 0 : decompression.key().inputDimension();
        return new WorkShape(
                digits(keyswitch),
                casting == null ? 0 : digits(casting),
                keyswitch.rowLength(),
                Math.max(bootstrap.inputDimension(), unpackedMask),
                bootstrap.glweDimension(),
                bootstrap.polynomialSize(),
                bootstrap.digits().levelCount());
    }

    private static int digits(PreparedKeyswitchKey key) {
        return key.inputDimension() * key.levelCount();
    }
}
