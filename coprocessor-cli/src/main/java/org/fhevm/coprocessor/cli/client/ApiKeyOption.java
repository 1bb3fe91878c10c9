package org.fhevm.coprocessor.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A tenant's API key: on the command line as in the 0.6 tool, or in a file, where other users do not see it. */
public final class ApiKeyOption {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Option(
            names = "--tenant-api-key",
            paramLabel = "UUID",
            description = "The tenant's API key. Prefer --api-key-file; command lines can be seen by others.")
    private @Nullable String apiKey;

    @Option(names = "--api-key-file", paramLabel = "FILE", description = "A file that holds the API key.")
    private @Nullable Path file;

    /**
     * The API key of the command line, or else of the file.
     *
     * @throws CommandFailure if neither is given, or it is no API key
     */
    public UUID require() {
        if (apiKey != null) {
            return parse(apiKey);
        }
        if (file != null) {
            return read(file);
        }
        throw new CommandFailure("no API key: give --api-key-file or --tenant-api-key");
    }

    /** Reads a key from a file. */
    public static UUID read(Path file) {
        try {
            return parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CommandFailure("cannot read the API key file " + file + ": " + FileFailure.reason(e), e);
        }
    }

    /** A failure does not repeat the text: it may be a key with a typing error. */
    public static UUID parse(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new CommandFailure("an API key is a UUID, 8-4-4-4-12 hexadecimal digits");
        }
        return UUID.fromString(text);
    }
}
