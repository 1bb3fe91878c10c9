package org.fhevm.coprocessor.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.common.audit.AuditFile;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a daemon or a command writes its audit log: a flag, or the environment. */
public final class AuditOption {
    private static final String VARIABLE = "COPROCESSOR_AUDIT_LOG";
    private static final String STANDARD_STREAM = "-";

    @Option(
            names = "--audit-log",
            paramLabel = "FILE",
            description = "Append a line of JSON for each call or change to this file; - for standard output, or"
                    + " standard error of commands. Without it, the environment variable COPROCESSOR_AUDIT_LOG."
                    + " Default: no audit log")
    private @Nullable String destination;

    /**
     * Opens the output of a daemon, if there is to be an audit log.
     *
     * @throws CommandFailure if the file cannot be opened
     */
    public Optional<AuditOutput> forDaemon() {
        return open(System.getenv(), AuditStream::standardOutput);
    }

    /**
     * Opens the audit log before a command changes anything, so that no change is made without one that is wanted.
     *
     * @param action the command
     * @throws CommandFailure if the file cannot be opened
     */
    public AuditTrail begin(String action) {
        return new AuditTrail(
                action, open(System.getenv(), AuditStream::standardError).orElse(null));
    }

    /** Whether there is to be an audit log. */
    public boolean isSet() {
        return destination(System.getenv()).isPresent();
    }

    private Optional<String> destination(Map<String, String> environment) {
        return Optional.ofNullable(destination != null ? destination : environment.get(VARIABLE))
                .filter(text -> !text.isBlank());
    }

    Optional<AuditOutput> open(Map<String, String> environment, Supplier<? extends AuditOutput> standard) {
        return destination(environment).map(text -> text.equals(STANDARD_STREAM) ? standard.get() : file(text));
    }

    private static AuditOutput file(String path) {
        try {
            return AuditFile.open(Path.of(path));
        } catch (IOException e) {
            throw new CommandFailure("cannot open the audit log " + path + ": " + FileFailure.reason(e), e);
        }
    }
}
