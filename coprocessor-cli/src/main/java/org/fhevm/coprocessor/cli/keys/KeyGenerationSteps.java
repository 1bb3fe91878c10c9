package org.fhevm.coprocessor.cli.keys;

import java.util.Map;

/**
 * What a key set consists of, and roughly how long each part takes to make in comparison to the others at the 0.6
 * parameter set.
 */
public final class KeyGenerationSteps {
    /** The keys that a server key consists of. */
    public static final Map<String, Double> WEIGHTS = Map.of(
            "keyswitch key", 1.0,
            "bootstrapping key", 4.0,
            "casting key", 1.0,
            "compression key", 4.0,
            "decompression key", 2.0);

    /** The step that makes the common reference string. */
    static final String CRS = "CRS";

    /** It takes longer than all keys. */
    static final double CRS_WEIGHT = 18;

    private KeyGenerationSteps() {}
}
