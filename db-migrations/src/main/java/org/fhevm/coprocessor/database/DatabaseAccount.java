package org.fhevm.coprocessor.database;

import java.util.List;
import java.util.Locale;

/** The accounts that log in: one for each program, in the {@linkplain DatabaseRoles roles} with the rights it needs. */
public enum DatabaseAccount {
    SERVER("coprocessor_server"),
    WORKER("coprocessor_worker"),
    /** Server and worker in one process. */
    DAEMON("coprocessor_server", "coprocessor_worker"),
    OPERATOR("coprocessor_operator"),
    READER("coprocessor_reader"),
    MIGRATION("coprocessor_migration");

    private final List<String> roles;

    DatabaseAccount(String... roles) {
        this.roles = List.of(roles);
    }

    /** Its name in the database, such as {@code fhevm_server}. */
    public String user() {
        return "fhevm_" + name().toLowerCase(Locale.ROOT);
    }

    List<String> roles() {
        return roles;
    }
}
