package org.fhevm.coprocessor.cli.computations;

import picocli.CommandLine.Command;

@Command(
        name = "computations",
        mixinStandardHelpOptions = true,
        subcommands = {ListCommand.class, ExplainCommand.class, RetryCommand.class},
        description = "Lists computations, explains why one is not done, and puts failed ones back.")
public final class ComputationsCommand {}
