package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        subcommands = {
            TenantAddCommand.class,
            TenantSetCrsCommand.class,
            TenantListCommand.class,
            TenantShowCommand.class,
            TenantUpdateCommand.class,
            TenantWeightCommand.class,
            TenantDisableCommand.class,
            TenantEnableCommand.class,
            TenantRotateKeyCommand.class,
            TenantRemoveCommand.class,
            ApiKeyCommand.class,
            CertificateCommand.class,
            RateLimitCommand.class
        },
        description = "Adds, shows, changes and removes tenants, and stores their common reference strings, API keys,"
                + " names of certificates and rate limits.")
public final class TenantCommand {}
