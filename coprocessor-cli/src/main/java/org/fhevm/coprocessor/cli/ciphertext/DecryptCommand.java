package org.fhevm.coprocessor.cli.ciphertext;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertextExpansion;
import org.fhevm.tfhe.operation.FheType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decrypt",
        mixinStandardHelpOptions = true,
        description = "Decrypts stored, single and seeded ciphertexts, one value a line, and fails if the client key is"
                + " not theirs. For tests: a service never holds a client key.")
final class DecryptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--client-key", paramLabel = "FILE", required = true, description = "The client key (cks).")
    private Path clientKey;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Ciphertext files.")
    private List<Path> files;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Decryptor decryptor = new Decryptor(KeyFileReader.clientKey(clientKey));
        List<Decrypted> all = new ArrayList<>();
        for (Path file : files) {
            for (ClearValue value : decrypt(decryptor, file)) {
                all.add(new Decrypted(
                        file.toString(),
                        FheNames.of(value.type()),
                        value.value().toString()));
                if (!output.isJson()) {
                    out.println(value);
                }
            }
        }
        if (output.isJson()) {
            output.print(out, all);
        }
        return 0;
    }

    private static List<ClearValue> decrypt(Decryptor decryptor, Path file) {
        try {
            return switch (CiphertextFile.read(file)) {
                case CiphertextFile.Stored(var list) ->
                    IntStream.range(0, list.kinds().size())
                            .mapToObj(i -> value(
                                    list.kinds().get(i),
                                    decryptor.decrypt(list, i),
                                    decryptor.recognizes(list, i),
                                    file))
                            .toList();
                case CiphertextFile.Single(var value) ->
                    List.of(value(value.kind(), value.ciphertext(), decryptor, file));
                case CiphertextFile.Seeded(var value) ->
                    List.of(value(
                            value.kind(),
                            SeededCiphertextExpansion.expand(value).ciphertext(),
                            decryptor,
                            file));
                case CiphertextFile.Compact compact -> throw inputs(file);
                case CiphertextFile.Proven proven -> throw inputs(file);
            };
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file + " does not fit the client key: " + e.getMessage(), e);
        }
    }

    private static ClearValue value(DataKind kind, RadixCiphertext blocks, Decryptor decryptor, Path file) {
        return value(kind, decryptor.decrypt(blocks), decryptor.recognizes(blocks), file);
    }

    /** Of a value under another key nothing is printed: any number would look like a result. */
    private static ClearValue value(DataKind kind, BigInteger value, boolean recognized, Path file) {
        if (!recognized) {
            throw new CommandFailure(file + " is not encrypted under this client key, or it is damaged:"
                    + " give the cks of the tenant whose ciphertext it is");
        }
        return value(kind, value);
    }

    private static ClearValue value(DataKind kind, BigInteger value) {
        FheType type = FheType.fromKind(kind)
                .orElseThrow(() -> new CommandFailure("values of the kind " + kind + " have no type here"));
        return new ClearValue(type, value);
    }

    private static CommandFailure inputs(Path file) {
        return new CommandFailure(
                file + " is an input list; upload it, and decrypt what the coprocessor stores for its values");
    }

    /**
     * A value, for programs.
     *
     * @param value in decimal digits, as a text: programs would cut a number of 256 bits
     */
    private record Decrypted(String file, String type, String value) {}
}
