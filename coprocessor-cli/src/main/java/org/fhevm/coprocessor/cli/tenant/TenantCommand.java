package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        subcommands = {TenantAddCommand.class, TenantSetCrsCommand.class, TenantListCommand.class},
        description = "Adds and lists tenants, and stores their common reference strings.")
public final class TenantCommand {}
