package org.fhevm.coprocessor.cli.ciphertext;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.conformance.ProvenListConformance;
import org.fhevm.tfhe.serialization.conformance.StrictInputReading;
import org.fhevm.tfhe.zk.PreparedParameters;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks proven lists as the server does: form, proof, and what it is bound to. Prints a line for"
                + " each, and ends with 1 if one is refused.")
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The compact public key (pks).")
    private Path keyFile;

    @Mixin
    private CrsOption crs;

    @ArgGroup(multiplicity = "1")
    private BindingOption binding;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Proven lists, as users upload them.")
    private List<Path> files;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        byte[] metadata = binding.metadata();
        CompactPublicKey key = KeyFileReader.publicKey(keyFile);
        PrintWriter out = spec.commandLine().getOut();
        try (AllProcessors processors = new AllProcessors()) {
            PublicParameters parameters =
                    crs.read(key, processors.workers(), spec.commandLine().getErr());
            Verification verification = new Verification(
                    new StrictInputReading(
                            new ProvenListConformance(
                                    key.parameters(), parameters.shape().capacity()),
                            key.tag()),
                    new ProofVerifier(new PreparedParameters(parameters), key, new SecureRandom()),
                    metadata,
                    processors.workers());
            List<Verdict> verdicts = new ArrayList<>();
            for (Path file : files) {
                Verdict verdict = new Verdict(file.toString(), verification.outcome(bytes(file)));
                verdicts.add(verdict);
                if (!output.isJson()) {
                    out.println(verdict.file() + ": " + verdict.outcome());
                    out.flush();
                }
            }
            if (output.isJson()) {
                output.print(out, verdicts);
            }
            return verdicts.stream().allMatch(Verdict::accepted) ? 0 : 1;
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > ProvenCompactCiphertextListCodec.INSTANCE.defaultLimit()) {
                throw new CommandFailure(file + " has " + Files.size(file) + " bytes, more than any input list");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + FileFailure.reason(e), e);
        }
    }

    /**
     * The verdict on a list.
     *
     * @param outcome {@code accepted}, or why it is refused
     */
    private record Verdict(String file, boolean accepted, String outcome) {
        Verdict(String file, String outcome) {
            this(file, outcome.equals(Verification.ACCEPTED), outcome);
        }
    }

    /** How lists are checked. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Verification(StrictInputReading reading, ProofVerifier verifier, byte[] metadata, Workers workers) {
        private static final String ACCEPTED = "accepted";

        String outcome(byte[] bytes) {
            ProvenCompactCiphertextList list;
            try {
                list = reading.read(bytes);
            } catch (MalformedInputException e) {
                String detail = e.detail().isEmpty() ? "" : " (" + e.detail() + ")";
                return "refused, malformed: " + e.getMessage() + detail;
            }
            return switch (verifier.verify(new ProofVerifier.Claim(list, metadata), workers)) {
                case ACCEPTED -> ACCEPTED;
                case WRONG_SHAPE -> "refused, the list has not the shape that the CRS has proofs for";
                case INVALID_POINT -> "refused, the proof has a point that is not in its group, or lacks one";
                case FALSE_PROOF -> "refused, the proof is false, or made with or bound to something else";
            };
        }
    }
}
