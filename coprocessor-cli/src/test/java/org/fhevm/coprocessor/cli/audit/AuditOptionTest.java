package org.fhevm.coprocessor.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditOptionTest {
    private static final byte[] LINE = "line\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final Supplier<AuditOutput> standard = () -> new AuditStream(() -> stream, () -> {});

    @TempDir
    private Path folder;

    @Test
    void thereIsNoLogWithoutFlagAndVariable() {
        assertThat(option().open(Map.of(), standard)).isEmpty();
        assertThat(option().open(Map.of("COPROCESSOR_AUDIT_LOG", " "), standard))
                .isEmpty();
    }

    @Test
    void theVariableNamesTheFileUnlessTheFlagDoes() throws IOException {
        Path variable = folder.resolve("variable");
        Path flag = folder.resolve("flag");
        Map<String, String> environment = Map.of("COPROCESSOR_AUDIT_LOG", variable.toString());

        write(option(), environment);
        write(option("--audit-log", flag.toString()), environment);

        assertThat(variable).hasContent("line\n");
        assertThat(flag).hasContent("line\n");
    }

    @Test
    void aMinusSignMeansTheStandardStreamWhichStaysOpen() throws IOException {
        write(option("--audit-log", "-"), Map.of());
        write(option("--audit-log", "-"), Map.of());

        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("line\nline\n");
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        Path missing = folder.resolve("missing/audit.log");

        assertThatThrownBy(() -> option("--audit-log", missing.toString()).open(Map.of(), standard))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot open the audit log " + missing);
    }

    private void write(AuditOption option, Map<String, String> environment) throws IOException {
        try (AuditOutput output = option.open(environment, standard).orElseThrow()) {
            output.append(LINE);
        }
    }

    private static AuditOption option(String... arguments) {
        return CommandLine.populateCommand(new AuditOption(), arguments);
    }
}
