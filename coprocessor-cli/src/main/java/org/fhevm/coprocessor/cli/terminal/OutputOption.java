package org.fhevm.coprocessor.cli.terminal;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a command prints for people or for programs. For programs it prints one JSON value and nothing else: the
 * components of records under their names, which {@code docs/commands.md} lists and which stay.
 */
public final class OutputOption {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Print for people (text) or for programs (json). Default: ${DEFAULT-VALUE}")
    private Format format = Format.text;

    public boolean isJson() {
        return format == Format.json;
    }

    /** Prints a value for programs. */
    public void print(PrintWriter out, Object value) {
        out.println(MAPPER.writeValueAsString(value));
        out.flush();
    }

    /** The values of the flag. */
    enum Format {
        text,
        json
    }
}
