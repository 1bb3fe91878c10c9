package org.fhevm.coprocessor.cli.tenant;

import picocli.CommandLine.Command;

@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        subcommands = {CertificateAddCommand.class, CertificateListCommand.class, CertificateRevokeCommand.class},
        description = "Adds, lists and removes names of client certificates that stand for API keys. Running servers"
                + " follow within a second.")
final class CertificateCommand {}
