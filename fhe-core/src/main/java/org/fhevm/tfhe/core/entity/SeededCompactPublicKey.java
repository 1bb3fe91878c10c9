package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.CompactKeyParameters;

/**
 * A {@link CompactPublicKey} that stores a seed instead of the mask.
 *
 * @param seed the first n words of its stream are the mask
 * @param body n words; borrowed
 * @param parameters the parameters of the key
 * @param tag bytes that travel with the key set
 */
@SuppressWarnings("ArrayRecordComponent") // the words are borrowed; keys are not compared
public record SeededCompactPublicKey(Seed seed, long[] body, CompactKeyParameters parameters, KeyTag tag) {
    public SeededCompactPublicKey {
        Shapes.requireLength("seeded compact public key", body.length, parameters.lweDimension());
    }
}
