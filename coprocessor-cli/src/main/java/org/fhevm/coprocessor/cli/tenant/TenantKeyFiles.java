package org.fhevm.coprocessor.cli.tenant;

import java.nio.file.Files;
import org.fhevm.coprocessor.cli.keys.KeyFiles;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.tenant.KeyContent;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.serialization.CompactPkePublicParams;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * The key files of a tenant after a look inside.
 *
 * @param hasPublicParameters whether there is a common reference string; its content is empty otherwise
 */
public record TenantKeyFiles(
        KeyContent publicKey, KeyContent serverKey, KeyContent publicParameters, boolean hasPublicParameters) {

    /**
     * The keys of a folder.
     *
     * @throws CommandFailure if a key is missing or unreadable, cannot serve a coprocessor, or is of another shape than the
     *     others
     */
    public static TenantKeyFiles checked(KeyFolder folder) {
        CompactPublicKey publicKey = KeyFiles.publicKey(folder.publicKey());
        checkServerKey(folder, publicKey);
        boolean hasParameters = Files.exists(folder.publicParameters());
        if (hasParameters) {
            checkParameters(folder, publicKey);
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

    private static void checkParameters(KeyFolder folder, CompactPublicKey publicKey) {
        CompactPkePublicParams parameters = KeyFiles.publicParameters(folder.publicParameters());
        int dimension = publicKey.parameters().lweDimension();
        if (parameters.d() != dimension) {
            throw new CommandFailure(folder.publicParameters() + " is for lists of dimension " + parameters.d()
                    + ", and " + folder.publicKey() + " makes them of dimension " + dimension);
        }
    }
}
