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
            ResumeCommand.class
        },
        description = "Lists computations, explains why one is not done, puts failed ones back, and holds those of a"
                + " tenant.")
public final class ComputationsCommand {}
