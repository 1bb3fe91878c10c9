package org.fhevm.coprocessor.cli.configuration;

import picocli.CommandLine.Command;

@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        subcommands = ConfigShowCommand.class,
        description = "Shows the settings of the daemon.")
public final class ConfigCommand {}
