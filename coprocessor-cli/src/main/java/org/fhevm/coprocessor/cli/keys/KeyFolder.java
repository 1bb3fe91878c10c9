package org.fhevm.coprocessor.cli.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /** Whether all three keys are there. */
    public boolean hasKeys() {
        return keys().stream().allMatch(Files::isRegularFile);
    }
}
