package org.fhevm.coprocessor.cli.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;

/**
 * The files of a key set.
 *
 * @param path the folder
 */
public record KeyFolder(Path path) {
    /** Client key: decrypts everything. */
    public Path clientKey() {
        return path.resolve("cks");
    }

    /** Server key: computes. */
    public Path serverKey() {
        return path.resolve("sks");
    }

    /** Compact public key: encrypts inputs. */
    public Path publicKey() {
        return path.resolve("pks");
    }

    /** Common reference string of the proofs of inputs. */
    public Path publicParameters() {
        return path.resolve("pp");
    }

    /** The three keys, which belong together. */
    List<Path> keys() {
        return List.of(clientKey(), serverKey(), publicKey());
    }

    /** Whether keys and common reference string are there. */
    public boolean isComplete() {
        return hasKeys() && Files.isRegularFile(publicParameters());
    }

    /** Whether there is a common reference string. */
    public boolean hasPublicParameters() {
        return Files.exists(publicParameters());
    }

    /** The keys that a tenant's row gets: all but the client key, which decrypts everything. */
    public StoredKeySet tenantKeys() {
        Map<KeyPart, KeySource> sources = new EnumMap<>(KeyPart.class);
        sources.put(KeyPart.PUBLIC, KeySource.ofFile(publicKey()));
        sources.put(KeyPart.SERVER, KeySource.ofFile(serverKey()));
        if (hasPublicParameters()) {
            sources.put(KeyPart.PUBLIC_PARAMETERS, KeySource.ofFile(publicParameters()));
        }
        return new StoredKeySet(sources);
    }

    /** Whether all three keys are there. */
    public boolean hasKeys() {
        return keys().stream().allMatch(Files::isRegularFile);
    }
}
