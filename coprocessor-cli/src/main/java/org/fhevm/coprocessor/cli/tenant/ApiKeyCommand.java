package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "api-key",
        mixinStandardHelpOptions = true,
        subcommands = {
            ApiKeyAddCommand.class,
            ApiKeyListCommand.class,
            ApiKeyRevokeCommand.class,
            ApiKeyRetireCommand.class
        },
        description = "Adds, lists and ends the API keys of a tenant. Running servers follow within a second.")
final class ApiKeyCommand {}
