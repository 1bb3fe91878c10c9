package org.fhevm.coprocessor.cli.tenant;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;
import picocli.CommandLine.Parameters;

/** The tenant that a command changes or shows. */
public final class TenantArgument {
    @Parameters(paramLabel = "TENANT", description = "The tenant's number; tenant list shows it.")
    private int number;

    public TenantId id() {
        return new TenantId(number);
    }

    /** What to report if there is no such tenant. */
    public CommandFailure unknown() {
        return new CommandFailure("there is no tenant " + number);
    }

    /** The number, for messages. */
    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
