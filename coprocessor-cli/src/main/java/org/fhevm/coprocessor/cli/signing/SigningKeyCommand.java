package org.fhevm.coprocessor.cli.signing;

import picocli.CommandLine.Command;

@Command(
        name = "signing-key",
        mixinStandardHelpOptions = true,
        subcommands = {CreateCommand.class, ShowCommand.class},
        description = "Makes signing keys, and shows their addresses.")
public final class SigningKeyCommand {}
