package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.keys.ProofParameters;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.zk.PublicParameters;
import org.jspecify.annotations.Nullable;

/** Checks the key files of a tenant before they are stored. */
public final class KeySetCheck {
    private KeySetCheck() {}

    /**
     * Checks the keys of a folder.
     *
     * @param clientKey the file of the client key, with which to try whether all belong together; null if there is
     *     none, and then only shapes are compared
     * @param progress where the check of the common reference string, which takes about 20 seconds, reports its
     *     progress
     * @throws CommandFailure if a key is missing or unreadable, lacks what a coprocessor needs, or does not fit the
     *     others
     */
    public static void check(KeyFolder folder, @Nullable Path clientKey, PrintWriter progress) {
        check(folder, clientKey, (parameters, file) -> checkPoints(parameters, file, progress));
    }

    /**
     * Checks everything but the points of the common reference string, which takes long: for one that this installation
     * has generated.
     */
    public static void checkWithoutPoints(KeyFolder folder) {
        check(folder, null, (parameters, file) -> {});
    }

    private static void check(
            KeyFolder folder, @Nullable Path clientKey, BiConsumer<PublicParameters, Path> pointCheck) {
        CompactPublicKey publicKey = KeyFileReader.publicKey(folder.publicKey());
        ServerKey serverKey = checkedServerKey(folder, publicKey);
        if (clientKey != null) {
            KeySetTrial.require(clientKey, folder, serverKey, publicKey);
        }
        if (folder.hasPublicParameters()) {
            Path crs = folder.publicParameters();
            PublicParameters parameters = KeyFileReader.publicParameters(crs);
            ProofParameters.of(publicKey.parameters()).requireFit(parameters, crs);
            pointCheck.accept(parameters, crs);
        }
    }

    private static ServerKey checkedServerKey(KeyFolder folder, CompactPublicKey publicKey) {
        var material = KeyFileReader.serverKey(folder.serverKey());
        if (material.compression().isEmpty() || material.decompression().isEmpty()) {
            throw new CommandFailure(folder.serverKey() + " has no compression keys, which stored ciphertexts need");
        }
        var casting = material.casting()
                .orElseThrow(() ->
                        new CommandFailure(folder.serverKey() + " has no key for inputs under a compact public key"));
        int dimension = publicKey.parameters().lweDimension();
        if (casting.key().inputDimension() != dimension) {
            throw new CommandFailure(folder.serverKey() + " takes inputs of dimension "
                    + casting.key().inputDimension() + ", and " + folder.publicKey() + " makes them of dimension "
                    + dimension);
        }
        try {
            return ServerKey.prepare(material);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(folder.serverKey() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Checks all points, with progress. */
    static void checkPoints(PublicParameters parameters, Path file, PrintWriter out) {
        try (ProgressDisplay display = ProgressDisplay.on(out, "checking the CRS", Map.of("points", 1.0));
                AllProcessors processors = new AllProcessors()) {
            ProofParameters.requireValid(parameters, file, processors.workers(), display.step("points"));
        }
    }
}
