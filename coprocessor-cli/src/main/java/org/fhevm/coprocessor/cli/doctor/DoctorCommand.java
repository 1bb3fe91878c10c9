package org.fhevm.coprocessor.cli.doctor;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.cli.daemon.VerifyInputProofsOption;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.doctor.Finding.Broken;
import org.fhevm.coprocessor.cli.doctor.Finding.Doubtful;
import org.fhevm.coprocessor.cli.doctor.Finding.Fine;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.cli.memory.JvmHeap;
import org.fhevm.coprocessor.cli.memory.MachineMemory;
import org.fhevm.coprocessor.cli.signing.KeySourceOptions;
import org.fhevm.coprocessor.cli.tenant.KeySetCheck;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.signing.Signer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks whether everything is in order: Java, vectors, memory, and as far as they are given the"
                + " database with its schema and its tenants' keys, a folder of keys, and the signing key. Ends with 1"
                + " if something is broken.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private VerifyInputProofsOption inputProofs;

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            description =
                    "A folder with key files; with a client key (cks) among them, whether they belong together is tried.")
    private @Nullable Path keys;

    @Option(names = "--coprocessor-private-key", paramLabel = "KEY", description = "The signing key.")
    private @Nullable String signingKey;

    @Option(
            names = "--coprocessor-private-key-password-file",
            paramLabel = "FILE",
            description = "A file with the password of its keystore.")
    private @Nullable Path signingKeyPassword;

    @Mixin
    private KeySourceOptions sources;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(MachineCheck.findings());
        findings.addAll(memory());
        findings.add(inputProofs(inputProofs.policy()));
        database.find()
                .ifPresentOrElse(
                        url -> findings.addAll(DatabaseCheck.findings(url, inputProofs.policy())),
                        () -> findings.add(new Doubtful("database", "not checked: no DATABASE_URL is given")));
        PrintWriter out = spec.commandLine().getOut();
        if (keys != null) {
            findings.add(keys(new KeyFolder(keys), spec.commandLine().getErr()));
        }
        if (signingKey != null) {
            findings.add(signingKey(signingKey));
        }
        if (output.isJson()) {
            output.print(out, findings.stream().map(FindingEntry::of).toList());
        } else {
            findings.forEach(finding -> out.println(finding.line()));
        }
        return findings.stream().anyMatch(Broken.class::isInstance) ? 1 : 0;
    }

    /** Daemons are started with the same options of the JVM, and read the same configuration file. */
    private List<Finding> memory() {
        @Nullable Long sized = JvmHeap.isSized() ? JvmHeap.maximum() : null;
        return new MemoryCheck(MachineMemory.ofThisProcess(), sized).findings(demand(Role.SERVER), demand(Role.WORKER));
    }

    private HeapDemand demand(Role role) {
        RunCommand daemon = new RunCommand(role);
        new CommandLine(daemon)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(spec.commandLine().getDefaultValueProvider())
                .parseArgs();
        return daemon.heapDemand();
    }

    /**
     * This command knows only the settings of a server that it is given: a flag, or the environment that both are
     * started in.
     */
    private static Finding inputProofs(Policy policy) {
        return switch (policy) {
            case STRICT -> new Fine("input proofs", "verified (strict), unless servers are started otherwise");
            case ANY_METADATA ->
                new Doubtful("input proofs", "verified, but may be bound to no user and contract (any-metadata)");
            case OFF -> new Doubtful("input proofs", "not verified (off): inputs can be made to show the secret key");
        };
    }

    private static Finding keys(KeyFolder folder, PrintWriter progress) {
        boolean hasClientKey = Files.isRegularFile(folder.clientKey());
        try {
            KeySetCheck.check(folder, hasClientKey ? folder.clientKey() : null, progress);
            String usable = hasClientKey
                    ? "usable, and of one set"
                    : "usable; without the client key (cks) nothing tells whether they are of one set";
            return folder.hasPublicParameters()
                    ? new Fine("key files", usable + ", with a common reference string")
                    : new Doubtful("key files", usable + ", without a common reference string (pp)");
        } catch (CommandFailure e) {
            return new Broken("key files", String.valueOf(e.getMessage()));
        }
    }

    private Finding signingKey(String source) {
        try {
            Signer signer = sources.find("--coprocessor-private-key", source, signingKeyPassword);
            String address = "of the address " + signer.address();
            return KeySourceOptions.isPublic(signer)
                    ? new Doubtful("signing key", address + ", the public sample key: everybody can sign with it")
                    : new Fine("signing key", address);
        } catch (CommandFailure e) {
            return new Broken("signing key", String.valueOf(e.getMessage()));
        }
    }

    /** A finding, for programs. */
    private record FindingEntry(String verdict, String subject, String detail) {
        static FindingEntry of(Finding finding) {
            return new FindingEntry(finding.verdict(), finding.subject(), finding.detail());
        }
    }
}
