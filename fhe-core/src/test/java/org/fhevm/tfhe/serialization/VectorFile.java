package org.fhevm.tfhe.serialization;

import java.util.List;
import java.util.stream.Stream;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;

/** A file of a vector set and the reader of its format. */
record VectorFile(String path, SafeSerializedReader<?> reader) {
    private static final List<VectorFile> KEYS = List.of(
            new VectorFile("keys/cks", ClientKeyCodec.INSTANCE),
            new VectorFile("keys/pks", CompactPublicKeyCodec.INSTANCE),
            new VectorFile("keys/cpks", SeededCompactPublicKeyCodec.INSTANCE),
            new VectorFile("keys/csks", CompressedServerKeyCodec.INSTANCE),
            new VectorFile("keys/pp", CompactPkePublicParamsReader.INSTANCE));

    /** Every key, ciphertext, input, result and random value of the toy set. */
    static Stream<VectorFile> toy() {
        Stream<VectorFile> keys =
                Stream.concat(KEYS.stream(), Stream.of(new VectorFile("keys/sks", ServerKeyCodec.INSTANCE)));
        Stream<VectorFile> others = Stream.of("ciphertexts", "inputs", "results", "random")
                .flatMap(folder -> TestVectors.toy().cases(folder + "/manifest.json").stream())
                .map(VectorFile::of);
        return Stream.concat(keys, others).distinct();
    }

    /** The same of the set at the parameters of fhevm, which has no uncompressed server key. */
    static Stream<VectorFile> real() {
        TestVectors set = TestVectors.real();
        Stream<VectorFile> listed = Stream.of("manifest.json", "results/manifest.json", "random/manifest.json")
                .flatMap(manifest -> set.cases(manifest).stream())
                .map(VectorFile::of);
        return Stream.concat(KEYS.stream(), listed).distinct();
    }

    private static VectorFile of(VectorCase vector) {
        boolean bool = vector.has("type") && vector.text("type").equals("bool");
        return of(vector.file(), bool);
    }

    private static VectorFile of(String path, boolean bool) {
        String format = path.substring(path.lastIndexOf('.') + 1);
        SafeSerializedReader<?> reader = switch (format) {
            case "list" -> CompressedCiphertextListCodec.INSTANCE;
            case "compact" -> CompactCiphertextListCodec.INSTANCE;
            case "proven" -> ProvenCompactCiphertextListCodec.INSTANCE;
            case "single" -> bool ? SingleCiphertextCodec.BOOL : SingleCiphertextCodec.UNSIGNED;
            case "seeded" -> bool ? SeededCiphertextCodec.BOOL : SeededCiphertextCodec.UNSIGNED;
            default -> throw new IllegalArgumentException("unknown format of " + path);
        };
        return new VectorFile(path, reader);
    }

    @Override
    public String toString() {
        return path;
    }
}
