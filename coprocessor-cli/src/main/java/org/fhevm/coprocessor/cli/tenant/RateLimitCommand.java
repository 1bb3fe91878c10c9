package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "rate-limit",
        mixinStandardHelpOptions = true,
        subcommands = {RateLimitSetCommand.class, RateLimitShowCommand.class, RateLimitClearCommand.class},
        description = "Sets, shows and removes what a tenant may use in a second, instead of what the servers'"
                + " --server-rate-limit says. Running servers follow within a second.")
final class RateLimitCommand {}
