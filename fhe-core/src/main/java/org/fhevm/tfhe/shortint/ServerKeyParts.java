package org.fhevm.tfhe.shortint;

import java.util.Optional;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * The parts of a server key while they are brought together, in one form or another.
 *
 * @param <K> the form of keyswitch keys
 * @param <B> the form of bootstrapping keys
 * @param <P> the form of packing keyswitch keys
 * @param tag bytes that travel with the key set; borrowed
 * @see ServerKeyMaterial for the meaning of the other parts
 */
@SuppressWarnings("ArrayRecordComponent") // the tag is borrowed; keys are not compared
public record ServerKeyParts<K, B, P>(
        K keyswitchKey,
        B bootstrapKey,
        int messageModulus,
        int carryModulus,
        int maxDegree,
        int maxNoiseLevel,
        PbsOrder pbsOrder,
        Optional<Casting<K>> casting,
        Optional<Compression<P>> compression,
        Optional<Decompression<B>> decompression,
        byte[] tag) {

    /** The keyswitch from the compact key, which moves plaintexts to the right. */
    public record Casting<K>(K key, int rightShift, EncryptionKeyChoice destination) {}

    /** The packing keyswitch, and the bits kept of each coefficient. */
    public record Compression<P>(P key, int lwePerGlwe, int storageLogModulus) {}

    /** The blind rotation of decompression. */
    public record Decompression<B>(B key, int lwePerGlwe) {}
}
