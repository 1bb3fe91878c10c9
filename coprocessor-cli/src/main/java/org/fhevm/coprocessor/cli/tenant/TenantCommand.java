package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        subcommands = {
            TenantAddCommand.class,
            TenantSetCrsCommand.class,
            TenantListCommand.class,
            ApiKeyCommand.class,
            CertificateCommand.class,
            RateLimitCommand.class
        },
        description = "Adds and lists tenants, and stores their common reference strings, API keys,"
                + " names of certificates and rate limits.")
public final class TenantCommand {}
