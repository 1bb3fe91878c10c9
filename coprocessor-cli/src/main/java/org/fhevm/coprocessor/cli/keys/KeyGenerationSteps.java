package org.fhevm.coprocessor.cli.keys;

import java.util.Map;

/**
 * The parts of a key set, and roughly how long each takes to generate relative to the others, at the 0.6 parameter set.
 */
public final class KeyGenerationSteps {
    /** The parts of a server key. */
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
