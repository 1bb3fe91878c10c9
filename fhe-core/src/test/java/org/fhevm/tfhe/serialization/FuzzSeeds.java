package org.fhevm.tfhe.serialization;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.CastingParameters;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.testing.TestVectors;

/**
 * Makes the seeds of {@link SerializationFuzzTest}: small files of tfhe-rs, and miniature keys instead of the toy set's
 * keys of several megabytes. Fuzzers are quick only on inputs of a few kilobytes.
 */
final class FuzzSeeds {
    private static final Map<String, List<String>> TOY_FILES = Map.of(
            "compressedList",
            List.of(
                    "ciphertexts/bool_0.list",
                    "ciphertexts/U8_0.list",
                    "ciphertexts/multi2.list",
                    "ciphertexts/U64_0.trivial.list"),
            "compactList",
            List.of("inputs/bool.compact", "inputs/mixed.compact", "inputs/boolu8bool.unpacked.compact"),
            "provenList",
            List.of("inputs/bool.verify.meta.proven", "inputs/u8x4.proof.proven", "inputs/mixed.verify.proven"),
            "singleCiphertext",
            List.of("ciphertexts/bool_0.single", "ciphertexts/U4_0.trivial.single"),
            "seededCiphertext",
            List.of("ciphertexts/bool_0.seeded", "ciphertexts/U8_0.seeded"),
            "compactPublicKey",
            List.of("keys/pks"),
            "seededCompactPublicKey",
            List.of("keys/cpks"),
            "envelopeName",
            List.of("ciphertexts/bool_0.seeded"));

    private static final int DIMENSION = 2;
    private static final int POLYNOMIAL_SIZE = 32;
    private static final Decomposition ONE_LEVEL = new Decomposition(8, 1);

    private static final ParameterSet MINIATURE = new ParameterSet(
            new ComputeParameters(
                    DIMENSION,
                    1,
                    POLYNOMIAL_SIZE,
                    new TUniform(30),
                    new TUniform(5),
                    ONE_LEVEL,
                    ONE_LEVEL,
                    4,
                    4,
                    5,
                    -64.0,
                    EncryptionKeyChoice.BIG),
            new CompactKeyParameters(DIMENSION, new TUniform(10), 4, 4, new ExpansionKind.RequiresCasting()),
            new CastingParameters(ONE_LEVEL, EncryptionKeyChoice.SMALL),
            new CompressionParameters(ONE_LEVEL, ONE_LEVEL, 4, 1, 4, 10, new TUniform(25)));

    private final Path folder;

    private FuzzSeeds(Path folder) {
        this.folder = folder;
    }

    /** @param arguments the folder of inputs, one folder for each fuzz test in it */
    public static void main(String... arguments) throws IOException {
        FuzzSeeds seeds = new FuzzSeeds(Path.of(arguments[0]));
        seeds.copyToyFiles();
        seeds.writeKeys();
        seeds.write("publicParameters", "miniature", publicParameters());
    }

    private void copyToyFiles() throws IOException {
        for (var test : TOY_FILES.entrySet()) {
            for (String file : test.getValue()) {
                write(
                        test.getKey(),
                        file.substring(file.indexOf('/') + 1),
                        TestVectors.toy().bytes(file));
            }
        }
    }

    private void writeKeys() throws IOException {
        ClientKey clientKey =
                new KeyGenerator(MINIATURE, new SecureRandom(), KeyGenerator.ProgressListener.SILENT).clientKey();
        byte[] serverKey = ServerKeyCodec.INSTANCE.write(serverKey());
        write("clientKey", "miniature", ClientKeyCodec.INSTANCE.write(clientKey));
        write("serverKey", "miniature", serverKey);
        write("preparedServerKey", "miniature", serverKey);
        write("compressedServerKey", "miniature", CompressedServerKeyCodec.INSTANCE.write(seededServerKey()));
    }

    private void write(String test, String name, byte[] content) throws IOException {
        Files.createDirectories(folder.resolve(test));
        Files.write(folder.resolve(test).resolve(name), content);
    }

    private static ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> serverKey() {
        LweKeyswitchKey casting =
                new LweKeyswitchKey(DIMENSION, DIMENSION, ONE_LEVEL, words(DIMENSION * (DIMENSION + 1)));
        return new ServerKeyParts<>(
                new LweKeyswitchKey(POLYNOMIAL_SIZE, DIMENSION, ONE_LEVEL, words(POLYNOMIAL_SIZE * (DIMENSION + 1))),
                fourierKey(DIMENSION),
                4,
                4,
                12,
                5,
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                new ServerKeyParts.Casting<>(casting, 0, EncryptionKeyChoice.SMALL),
                new ServerKeyParts.Compression<>(
                        new LwePackingKeyswitchKey(POLYNOMIAL_SIZE, 1, 4, ONE_LEVEL, words(POLYNOMIAL_SIZE * 2 * 4)),
                        4,
                        10),
                new ServerKeyParts.Decompression<>(fourierKey(4), 4),
                KeyTag.EMPTY);
    }

    private static FourierLweBootstrapKey fourierKey(int inputDimension) {
        double[] values = RandomGenerator.getDefault()
                .doubles(inputDimension * 4 * POLYNOMIAL_SIZE)
                .toArray();
        return new FourierLweBootstrapKey(inputDimension, 1, POLYNOMIAL_SIZE, ONE_LEVEL, values);
    }

    private static ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey>
            seededServerKey() {
        return new ServerKeyParts<>(
                keyswitchKey(POLYNOMIAL_SIZE),
                bootstrapKey(DIMENSION),
                4,
                4,
                12,
                5,
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                new ServerKeyParts.Casting<>(keyswitchKey(DIMENSION), 0, EncryptionKeyChoice.SMALL),
                new ServerKeyParts.Compression<>(
                        new SeededLwePackingKeyswitchKey(
                                POLYNOMIAL_SIZE, 1, 4, ONE_LEVEL, seed(), words(POLYNOMIAL_SIZE * 4)),
                        4,
                        10),
                new ServerKeyParts.Decompression<>(bootstrapKey(4), 4),
                KeyTag.EMPTY);
    }

    private static SeededLweKeyswitchKey keyswitchKey(int inputDimension) {
        return new SeededLweKeyswitchKey(inputDimension, DIMENSION, ONE_LEVEL, seed(), words(inputDimension));
    }

    private static SeededLweBootstrapKey bootstrapKey(int inputDimension) {
        return new SeededLweBootstrapKey(
                inputDimension, 1, POLYNOMIAL_SIZE, ONE_LEVEL, seed(), words(inputDimension * 2 * POLYNOMIAL_SIZE));
    }

    private static Seed seed() {
        return new Seed(1, 2);
    }

    private static long[] words(int count) {
        return RandomGenerator.getDefault().longs(count).toArray();
    }

    /** For dimension 1 and one LWE, the vector has six committed numbers. */
    private static byte[] publicParameters() {
        int powers = 7;
        return Bodies.bytes(writer -> {
            SafeSerializedHeader.write(writer, CompactPkePublicParamsReader.INSTANCE.typeName());
            writer.version(0);
            writer.version(0);
            writer.u64(2 * powers);
            for (int i = 0; i < 2 * powers; i++) {
                CurvePointLayout.G1.write(i == powers ? new EncodedCurvePoint.Infinity() : point(1), writer);
            }
            writer.u64(powers);
            for (int i = 0; i < powers; i++) {
                CurvePointLayout.G2.write(point(2), writer);
            }
            for (long number : new long[] {powers - 1, powers, 1, 1, 1, 1, 0, 4, 1}) {
                writer.u64(number);
            }
            for (int i = 0; i < 6; i++) {
                writer.byteString(new byte[256]);
            }
        });
    }

    private static EncodedCurvePoint point(int elements) {
        return new EncodedCurvePoint.Compressed(words(elements * EncodedCurvePoint.LIMBS), true);
    }
}
