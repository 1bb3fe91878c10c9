package org.fhevm.coprocessor.cli.ciphertext;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Describes ciphertext files: what they hold and in which shape. Needs no key.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Ciphertext files.")
    private List<Path> files;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Description> descriptions = files.stream()
                .map(file -> new Description(file.toString(), describe(CiphertextFile.read(file))))
                .toList();
        if (output.isJson()) {
            output.print(out, descriptions);
        } else {
            descriptions.forEach(one -> out.println(one.file() + ": " + one.description()));
        }
        return 0;
    }

    private static String describe(CiphertextFile file) {
        return switch (file) {
            case CiphertextFile.Stored(CompressedCiphertextList list) -> stored(list);
            case CiphertextFile.Single(SingleCiphertext value) -> single(value);
            case CiphertextFile.Seeded(SeededCiphertext value) -> seeded(value);
            case CiphertextFile.Compact(var list) ->
                "compact list of " + kinds(list.kinds()) + "; " + blocks(list.blocks());
            case CiphertextFile.Proven(ProvenCompactCiphertextList list) -> proven(list);
        };
    }

    private static String stored(CompressedCiphertextList list) {
        String glwes = list.glwes().stream().map(InspectCommand::glwe).collect(Collectors.joining(", "));
        return "stored list of " + kinds(list.kinds()) + "; " + list.count() + " blocks, message modulus "
                + list.messageModulus() + ", carry modulus " + list.carryModulus() + ", in " + glwes;
    }

    private static String glwe(PackedGlwe glwe) {
        return "a GLWE of dimension " + glwe.glweDimension() + " × " + glwe.polynomialSize() + " with "
                + glwe.bodyCount() + " bodies of " + glwe.logModulus() + " bits";
    }

    private static String single(SingleCiphertext value) {
        List<ShortintCiphertext> blocks = value.ciphertext().blocks();
        return "single " + kind(value.kind()) + "; " + blocks.size() + " blocks of dimension "
                + (blocks.getFirst().words().length - 1) + ", message modulus " + value.messageModulus()
                + ", carry modulus " + value.carryModulus() + ", degrees up to "
                + blocks.stream().mapToInt(ShortintCiphertext::degree).max().orElse(0) + ", noise levels up to "
                + blocks.stream().mapToInt(ShortintCiphertext::noiseLevel).max().orElse(0);
    }

    private static String seeded(SeededCiphertext value) {
        return "seeded " + kind(value.kind()) + "; " + value.blocks().size() + " blocks of dimension "
                + value.blocks().getFirst().lweDimension() + ", message modulus " + value.messageModulus()
                + ", carry modulus " + value.carryModulus();
    }

    private static String proven(ProvenCompactCiphertextList list) {
        String parts = list.parts().stream()
                .map(part -> blocks(part.blocks()) + " with a "
                        + (part.proof().cHatT() != null ? "proof of load \"proof\"" : "proof of load \"verify\""))
                .collect(Collectors.joining("; "));
        return "proven list of " + kinds(list.kinds()) + "; " + parts;
    }

    private static String blocks(CompactBlockList blocks) {
        LweCompactCiphertextList list = blocks.ciphertexts();
        return list.lweCount() + " LWE of dimension " + list.lweDimension()
                + (blocks.isPacked() ? ", two blocks each" : ", one block each");
    }

    private static String kinds(List<DataKind> kinds) {
        return kinds.size() + " values ("
                + kinds.stream().map(InspectCommand::kind).collect(Collectors.joining(", ")) + ")";
    }

    private static String kind(DataKind kind) {
        return FheType.fromKind(kind).map(FheNames::of).orElseGet(() -> kind.toString());
    }

    /** A file, for programs. */
    private record Description(String file, String description) {}
}
