package org.fhevm.coprocessor.cli.ciphertext;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.client.SeededEncryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.serialization.CompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.SeededCiphertextCodec;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.zk.Prover;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "encrypt",
        mixinStandardHelpOptions = true,
        description = "Encrypts values into a file. Single and seeded files hold one value under the client key, the"
                + " others any number under the compact public key.")
final class EncryptCommand implements Callable<Integer> {
    /** A single value of 2048 bits slightly exceeds the limit of the service. */
    private static final long SINGLE_LIMIT = 2 * SizeLimits.CIPHERTEXT;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--form",
            required = true,
            description = "single, seeded, compact, proven: a list as users upload it, or unproven: such a list with an"
                    + " empty proof, which any verification refuses.")
    private Form form;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The client key (cks) for single and seeded, the compact public key (pks) for the others.")
    private Path key;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "The file to write.")
    private Path output;

    @ArgGroup(exclusive = false)
    private @Nullable CrsOption crs;

    @ArgGroup
    private @Nullable BindingOption binding;

    @Option(
            names = "--load",
            paramLabel = "verify|proof",
            defaultValue = "verify",
            description =
                    "For proven: which side computes the large sums, the verifier, as with lists of fhevmjs, or the prover."
                            + " Default: ${DEFAULT-VALUE}")
    private Prover.Load load;

    @Parameters(arity = "1..*", paramLabel = "TYPE:VALUE", description = "For instance euint64:100 or ebool:true.")
    private List<String> texts;

    @Override
    public Integer call() throws IOException {
        if (form == Form.proven ? crs == null || binding == null : crs != null || binding != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    form == Form.proven
                            ? "a proven list takes --crs, and addresses and chain id or --unbound"
                            : "a " + form
                                    + " file has no proof; --crs and what a proof is bound to are for proven ones");
        }
        List<ClearValue> values = values();
        Files.write(
                output,
                switch (form) {
                    case single -> single(KeyFileReader.clientKey(key), only(values));
                    case seeded -> seeded(KeyFileReader.clientKey(key), only(values));
                    case compact ->
                        CompactCiphertextListCodec.INSTANCE.write(inputs(values).compact());
                    case proven -> proven(requireNonNull(crs), requireNonNull(binding), values);
                    case unproven ->
                        ProvenCompactCiphertextListCodec.INSTANCE.write(
                                inputs(values).unproven());
                });
        return 0;
    }

    /** Not a converter of picocli, which reports a bad value among several arguments as an unexpected argument. */
    private List<ClearValue> values() {
        try {
            return texts.stream().map(ClearValue::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private ClearValue only(List<ClearValue> values) {
        if (values.size() != 1) {
            throw new CommandFailure("a " + form + " file holds one value, not " + values.size());
        }
        return values.getFirst();
    }

    private static byte[] single(ClientKey key, ClearValue clear) {
        Encryptor encryptor = new Encryptor(key, new SecureRandom());
        RadixCiphertext blocks = clear.type().isBool()
                ? encryptor.encryptBoolean(clear.value().signum() != 0)
                : encryptor.encrypt(clear.value(), clear.type().blocks());
        ComputeParameters parameters = key.parameters();
        SingleCiphertext value = new SingleCiphertext(
                clear.type().kind(),
                blocks,
                parameters.messageModulus(),
                parameters.carryModulus(),
                parameters.pbsOrder(),
                key.tag());
        return SingleCiphertextCodec.of(value.kind()).write(value, SINGLE_LIMIT);
    }

    private static byte[] seeded(ClientKey key, ClearValue clear) {
        SeededCiphertext value = new SeededEncryptor(key, new SecureRandom())
                .encrypt(clear.value(), clear.type().kind());
        return SeededCiphertextCodec.of(value.kind()).write(value);
    }

    private byte[] proven(CrsOption crs, BindingOption binding, List<ClearValue> values) {
        byte[] metadata = binding.metadata();
        CompactPublicKey publicKey = KeyFileReader.publicKey(key);
        PrintWriter err = spec.commandLine().getErr();
        try (AllProcessors processors = new AllProcessors()) {
            InputProver prover =
                    new InputProver(publicKey, crs.read(publicKey, processors.workers(), err), processors.workers());
            try (ProgressDisplay display = ProgressDisplay.on(err, "proving", Map.of("proof", 1.0))) {
                return prover.prove(values, metadata, load, display.step("proof"));
            }
        }
    }

    private UserInputs inputs(List<ClearValue> values) {
        return new UserInputs(KeyFileReader.publicKey(key), values);
    }

    private enum Form {
        single,
        seeded,
        compact,
        proven,
        unproven
    }
}
