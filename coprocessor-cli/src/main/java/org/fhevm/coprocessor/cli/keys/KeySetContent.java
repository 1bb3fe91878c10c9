package org.fhevm.coprocessor.cli.keys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.zk.ProofShape;
import org.jspecify.annotations.Nullable;

/**
 * The files to generate into a folder.
 *
 * @param parameters those of the keys
 * @param keys whether to generate client key, server key and compact public key
 * @param crs the shape of the common reference string to generate, if any
 */
public record KeySetContent(
        ParameterSet parameters, boolean keys, @Nullable ProofShape crs) {
    /** Bits of values that one proof covers with the common reference strings of fhevm networks. */
    public static final int USUAL_CRS_BITS = 2048;

    /**
     * Keys, a common reference string, or both.
     *
     * @param keys whether to generate keys; without them, the common reference string is for existing keys
     * @param crsBits how many bits of clear values one proof covers; 0 for no common reference string
     * @throws CommandFailure if one proof cannot cover {@code crsBits} bits
     */
    public static KeySetContent of(ParameterSet parameters, boolean keys, int crsBits) {
        return new KeySetContent(
                parameters,
                keys,
                crsBits == 0
                        ? null
                        : ProofParameters.of(parameters.compactKey()).shape(crsBits));
    }

    /** The shape of the common reference string to generate, if any. */
    public Optional<ProofShape> crsShape() {
        return Optional.ofNullable(crs);
    }

    /** The files that are written. */
    List<Path> files(KeyFolder folder) {
        List<Path> files = new ArrayList<>();
        if (keys) {
            files.addAll(folder.keys());
        }
        if (crs != null) {
            files.add(folder.publicParameters());
        }
        return files;
    }
}
