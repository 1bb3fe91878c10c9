package org.fhevm.coprocessor.cli.ciphertext;

import picocli.CommandLine.Command;

@Command(
        name = "ciphertext",
        mixinStandardHelpOptions = true,
        subcommands = {
            EncryptCommand.class,
            VerifyCommand.class,
            ToSingleCommand.class,
            DecryptCommand.class,
            InspectCommand.class
        },
        description = "Makes, verifies, converts, decrypts and describes ciphertext files.")
public final class CiphertextCommand {}
