package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.fhevm.coprocessor.cli.keys.KeyFiles;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.keys.ProofParameters;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.coprocessor.common.tenant.KeyContent;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.zk.PublicParameters;

/**
 * The checked key files of a tenant.
 *
 * @param hasPublicParameters whether there is a common reference string; its content is empty otherwise
 */
public record TenantKeyFiles(
        KeyContent publicKey, KeyContent serverKey, KeyContent publicParameters, boolean hasPublicParameters) {

    /**
     * The keys of a folder.
     *
     * @param progress where the check of the common reference string, which takes about 20 seconds, reports its
     *     progress
     * @throws CommandFailure if a key is missing or unreadable, lacks what a coprocessor needs, or does not fit the
     *     others
     */
    public static TenantKeyFiles checked(KeyFolder folder, PrintWriter progress) {
        return read(folder, (parameters, file) -> checkPoints(parameters, file, progress));
    }

    /**
     * The same without the slow check of each point of the common reference string: for one that this installation has
     * generated.
     */
    public static TenantKeyFiles ofOurMaking(KeyFolder folder) {
        return read(folder, (parameters, file) -> {});
    }

    private static TenantKeyFiles read(KeyFolder folder, BiConsumer<PublicParameters, Path> pointCheck) {
        CompactPublicKey publicKey = KeyFiles.publicKey(folder.publicKey());
        checkServerKey(folder, publicKey);
        Path crs = folder.publicParameters();
        boolean hasParameters = Files.exists(crs);
        if (hasParameters) {
            PublicParameters parameters = KeyFiles.publicParameters(crs);
            ProofParameters.of(publicKey.parameters()).requireFit(parameters, crs);
            pointCheck.accept(parameters, crs);
        }
        return new TenantKeyFiles(
                KeyContent.ofFile(folder.publicKey()),
                KeyContent.ofFile(folder.serverKey()),
                hasParameters ? KeyContent.ofFile(folder.publicParameters()) : KeyContent.empty(),
                hasParameters);
    }

    private static void checkServerKey(KeyFolder folder, CompactPublicKey publicKey) {
        var material = KeyFiles.serverKey(folder.serverKey());
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
            ServerKey.prepare(material);
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
