package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        subcommands = {TenantAddCommand.class, TenantSetCrsCommand.class, TenantListCommand.class, ApiKeyCommand.class},
        description = "Adds and lists tenants, and stores their common reference strings and API keys.")
public final class TenantCommand {}
