package org.fhevm.coprocessor.cli.computations;

import picocli.CommandLine.Command;

@Command(
        name = "computations",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            ExplainCommand.class,
            RetryCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            SubmitCommand.class
        },
        description =
                "Lists computations, explains why one is not done, puts failed ones back, holds those of a tenant,"
                        + " cancels pending ones, and submits what geth dropped.")
public final class ComputationsCommand {}
