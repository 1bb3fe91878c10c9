package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        subcommands = {TenantAddCommand.class, TenantListCommand.class},
        description = "Adds and lists tenants.")
public final class TenantCommand {}
