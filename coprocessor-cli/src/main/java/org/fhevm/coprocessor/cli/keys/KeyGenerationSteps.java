package org.fhevm.coprocessor.cli.keys;

import java.util.Map;

/**
 * The keys that a server key consists of, and roughly how long each takes to make in comparison to the others at the 0.6
 * parameter set.
 */
public final class KeyGenerationSteps {
    public static final Map<String, Double> WEIGHTS = Map.of(
            "keyswitch key", 1.0,
            "bootstrapping key", 4.0,
            "casting key", 1.0,
            "compression key", 4.0,
            "decompression key", 2.0);

    private KeyGenerationSteps() {}
}
