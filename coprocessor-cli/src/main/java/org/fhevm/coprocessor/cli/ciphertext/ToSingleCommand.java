package org.fhevm.coprocessor.cli.ciphertext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.serialization.conformance.CompressedListConformance;
import org.fhevm.tfhe.shortint.ServerKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "to-single",
        mixinStandardHelpOptions = true,
        description = "Turns stored ciphertexts into single ones (FheBool, FheUintN), which tfhe-rs decrypts. Takes the"
                + " first value of each file; what a coprocessor stores has one.")
final class ToSingleCommand implements Callable<Integer> {
    /** A single value of 2048 bits slightly exceeds the limit of the service. */
    private static final long SINGLE_LIMIT = 2 * SizeLimits.CIPHERTEXT;

    @Spec
    private CommandSpec spec;

    @Option(names = "--server-key", paramLabel = "FILE", required = true, description = "The server key (sks).")
    private Path serverKey;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the single ciphertexts go, under the names of the files and .single.")
    private Path output;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Stored ciphertexts, as GetCiphertexts returns them.")
    private List<Path> files;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(output);
        var material = KeyFileReader.serverKey(serverKey);
        CompressedListConformance conformance = CompressedListConformance.of(material);
        try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            RadixContext context = new RadixContext(ServerKey.prepare(material), pool);
            for (Path file : files) {
                Path target = output.resolve(file.getFileName() + ".single");
                SingleCiphertext single = convert(context, conformance, file);
                Files.write(target, SingleCiphertextCodec.of(single.kind()).write(single, SINGLE_LIMIT));
                spec.commandLine().getOut().println(target);
            }
        }
        return 0;
    }

    private static SingleCiphertext convert(RadixContext context, CompressedListConformance conformance, Path file) {
        if (!(CiphertextFile.read(file) instanceof CiphertextFile.Stored(CompressedCiphertextList list))) {
            throw new CommandFailure(file + " is not a stored ciphertext");
        }
        if (list.kinds().isEmpty()) {
            throw new CommandFailure(file + " holds no value");
        }
        try {
            conformance.require(list);
        } catch (MalformedInputException e) {
            throw new CommandFailure(file + " does not fit the server key: " + e.detail(), e);
        }
        DataKind kind = list.kinds().getFirst();
        return new SingleCiphertext(
                kind,
                Compression.decompress(context, list, 0),
                conformance.messageModulus(),
                conformance.carryModulus(),
                conformance.pbsOrder(),
                context.key().tag());
    }
}
