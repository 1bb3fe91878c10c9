package org.fhevm.coprocessor.cli.ciphertext;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.keys.ProofParameters;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
import picocli.CommandLine.Option;

/** The common reference string of proofs. */
final class CrsOption {
    @Option(names = "--crs", paramLabel = "FILE", required = true, description = "The common reference string (pp).")
    private Path file;

    @Option(
            names = "--trust-crs",
            description = "Do not check each of its points, which takes some 20 seconds: for one that you made, or that"
                    + " tenant add has checked. A malicious one can reveal what is encrypted.")
    private boolean trusted;

    /**
     * The parameters. They fit the key; their points are checked unless the user trusts the file.
     *
     * @param key the public key of the lists
     * @throws org.fhevm.coprocessor.cli.terminal.CommandFailure if they are unreadable, for other keys, or invalid
     */
    PublicParameters read(CompactPublicKey key, Workers workers, PrintWriter progress) {
        PublicParameters parameters = KeyFileReader.publicParameters(file);
        ProofParameters.of(key.parameters()).requireFit(parameters, file);
        if (!trusted) {
            try (ProgressDisplay display = ProgressDisplay.on(progress, "checking the CRS", Map.of("points", 1.0))) {
                ProofParameters.requireValid(parameters, file, workers, display.step("points"));
            }
        }
        return parameters;
    }
}
