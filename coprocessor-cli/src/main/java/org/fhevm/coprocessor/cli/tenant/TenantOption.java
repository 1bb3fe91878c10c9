package org.fhevm.coprocessor.cli.tenant;

import org.fhevm.coprocessor.common.id.TenantId;
import picocli.CommandLine.Option;

/** The tenant that a command is about. */
final class TenantOption {
    @Option(names = "--tenant", paramLabel = "ID", required = true, description = "The tenant's number.")
    private int number;

    TenantId id() {
        return new TenantId(number);
    }

    /** The number, for messages. */
    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
