package org.fhevm.coprocessor.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.parameters.ParameterSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = "Generates the FHE keys of a tenant: client key (secret), server key and compact public key; and"
                + " the common reference string (CRS) that users prove their inputs with.")
public final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--output", paramLabel = "FOLDER", required = true, description = "Where the key files go.")
    private Path output;

    @Option(names = "--force", description = "Replace keys that are there already.")
    private boolean force;

    @Option(
            names = "--crs-bits",
            paramLabel = "N",
            defaultValue = "" + KeySetContent.USUAL_CRS_BITS,
            description =
                    "Bits of values that one proof covers, 1 to 4096; longer lists take several proofs. 0 makes no"
                            + " CRS. Default: ${DEFAULT-VALUE}")
    private int crsBits;

    @Option(
            names = "--crs-only",
            description = "Make the CRS alone, for keys that are there. It does not depend on them.")
    private boolean crsOnly;

    @Override
    public Integer call() throws IOException {
        if (crsOnly && crsBits == 0) {
            throw new ParameterException(spec.commandLine(), "--crs-only makes a CRS, and --crs-bits 0 makes none");
        }
        KeyFolder folder = new KeyFolder(output);
        KeySetContent content = KeySetContent.of(ParameterSet.FHEVM_0_6, !crsOnly, crsBits);
        if (!force) {
            refuseToOverwrite(content, folder);
        }
        generate(content, folder, spec.commandLine().getOut());
        return 0;
    }

    private static void refuseToOverwrite(KeySetContent content, KeyFolder folder) {
        for (Path file : content.files(folder)) {
            if (Files.exists(file)) {
                throw new CommandFailure(
                        file.equals(folder.publicParameters())
                                ? file + " exists, and users of a network must all have the same one; leave it with"
                                        + " --crs-bits 0, or replace it with --force"
                                : file + " exists. What is encrypted under its keys is lost without them;"
                                        + " choose another folder, or replace them with --force");
            }
        }
    }

    /** Generates keys and common reference string of the 0.6 parameter set and prints the files. */
    public static void generate(KeyFolder folder, PrintWriter out) throws IOException {
        generate(KeySetContent.of(ParameterSet.FHEVM_0_6, true, KeySetContent.USUAL_CRS_BITS), folder, out);
    }

    /** Generates the given content and prints the files. */
    public static void generate(KeySetContent content, KeyFolder folder, PrintWriter out) throws IOException {
        try (ProgressDisplay progress = ProgressDisplay.on(out, title(content), steps(content))) {
            new KeySetGeneration(content, new SecureRandom(), progress::advanced, progress.step(KeyGenerationSteps.CRS))
                    .writeTo(folder);
        }
        if (content.keys()) {
            out.println("client key (secret):      " + folder.clientKey());
            out.println("server key:               " + folder.serverKey());
            out.println("compact public key:       " + folder.publicKey());
        }
        out.println(
                content.crsShape().isPresent()
                        ? "common reference string:  " + folder.publicParameters()
                        : "No common reference string was generated: take that of your network, as "
                                + folder.publicParameters());
        out.flush();
    }

    private static String title(KeySetContent content) {
        return content.keys() ? "generating keys" : "generating a CRS";
    }

    private static Map<String, Double> steps(KeySetContent content) {
        Map<String, Double> steps = new HashMap<>();
        if (content.keys()) {
            steps.putAll(KeyGenerationSteps.WEIGHTS);
        }
        if (content.crsShape().isPresent()) {
            steps.put(KeyGenerationSteps.CRS, KeyGenerationSteps.CRS_WEIGHT);
        }
        return steps;
    }
}
