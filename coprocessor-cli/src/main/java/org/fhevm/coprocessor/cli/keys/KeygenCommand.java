package org.fhevm.coprocessor.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.parameters.ParameterSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = "Generates the FHE keys of a tenant: client key (secret), server key and compact public key.")
public final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--output", paramLabel = "FOLDER", required = true, description = "Where the key files go.")
    private Path output;

    @Option(names = "--force", description = "Replace keys that are there already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        KeyFolder folder = new KeyFolder(output);
        if (!force) {
            refuseToOverwrite(folder);
        }
        generate(folder, out);
        return 0;
    }

    private static void refuseToOverwrite(KeyFolder folder) {
        for (Path file : folder.generated()) {
            if (Files.exists(file)) {
                throw new CommandFailure(file + " exists. What is encrypted under its keys is lost without them;"
                        + " choose another folder, or replace them with --force");
            }
        }
    }

    /** Generates the keys of the 0.6 parameter set and says what was written. */
    public static void generate(KeyFolder folder, PrintWriter out) throws IOException {
        try (ProgressDisplay progress = ProgressDisplay.on(out, "generating keys", KeyGenerationSteps.WEIGHTS)) {
            new KeySetGeneration(ParameterSet.FHEVM_0_6, new SecureRandom(), progress::advanced).writeTo(folder);
        }
        out.println("client key (secret):  " + folder.clientKey());
        out.println("server key:           " + folder.serverKey());
        out.println("compact public key:   " + folder.publicKey());
        out.println("No common reference string was generated: this version makes none. Take the one of your network;"
                + " it does not depend on these keys.");
        out.flush();
    }
}
