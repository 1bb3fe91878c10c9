package org.fhevm.coprocessor.cli.tenant;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The client key of a key set that is about to be stored, for a trial only. */
final class ClientKeyOption {
    @Option(
            names = "--client-key",
            paramLabel = "FILE",
            description = "The client key (cks): try with it whether the keys belong together, which nothing else can"
                    + " tell. It is not stored.")
    private @Nullable Path file;

    @Nullable
    Path file() {
        return file;
    }
}
