package org.fhevm.coprocessor.cli.configuration;

import java.util.Map;
import java.util.Optional;

/** The environment variables that set flags. The classes of the flags read them; this table says that they do. */
public final class FlagVariables {
    /** Flags and their variables. */
    public static final Map<String, String> ALL = Map.of(
            "--database-url", "DATABASE_URL",
            "--database-direct-url", "DATABASE_DIRECT_URL",
            "--database-password-file", "DATABASE_PASSWORD_FILE",
            "--database-password-command", "DATABASE_PASSWORD_COMMAND",
            "--audit-log", "COPROCESSOR_AUDIT_LOG",
            "--verify-input-proofs", "VERIFY_INPUT_PROOFS");

    private FlagVariables() {}

    /** The variable of the flag, if it has one that is set. */
    public static Optional<String> set(String flag, Map<String, String> environment) {
        return Optional.ofNullable(ALL.get(flag))
                .filter(variable -> !environment.getOrDefault(variable, "").isBlank());
    }
}
