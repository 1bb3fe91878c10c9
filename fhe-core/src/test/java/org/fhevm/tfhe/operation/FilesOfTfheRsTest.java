package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.testing.KeySets;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine reads the values that tfhe-rs 0.9.1 stored, sent and computed. */
class FilesOfTfheRsTest {
    static final Map<String, FheType> TYPES = Map.ofEntries(
            Map.entry("bool", FheType.BOOL),
            Map.entry("U4", FheType.UINT4),
            Map.entry("U8", FheType.UINT8),
            Map.entry("U16", FheType.UINT16),
            Map.entry("U32", FheType.UINT32),
            Map.entry("U64", FheType.UINT64),
            Map.entry("U128", FheType.UINT128),
            Map.entry("U160", FheType.UINT160),
            Map.entry("U256", FheType.UINT256),
            Map.entry("U512", FheType.BYTES64),
            Map.entry("U1024", FheType.BYTES128),
            Map.entry("U2048", FheType.BYTES256));

    static Stream<VectorCase> toyLists() {
        return TestVectors.toy().cases("ciphertexts/manifest.json").stream()
                .filter(entry -> entry.text("format").equals("list"));
    }

    @ParameterizedTest
    @MethodSource("toyLists")
    void storedListsDecryptAndDecompress(VectorCase entry) throws MalformedInputException {
        checkStored(KeySets.toy(), entry);
    }

    static Stream<VectorCase> toyInputs() {
        return TestVectors.toy().cases("inputs/manifest.json").stream()
                .filter(entry -> entry.text("format").equals("proven"));
    }

    @ParameterizedTest
    @MethodSource("toyInputs")
    void provenInputsExpandToTheirValues(VectorCase entry) throws MalformedInputException {
        checkInput(KeySets.toy(), entry);
    }

    @Test
    void resultsOfEveryOperationDecrypt() throws MalformedInputException {
        checkResults(KeySets.toy());
    }

    @Test
    @Tag("real")
    void everyFileAtTheRealParametersMeansTheSame() throws MalformedInputException {
        KeySets keys = KeySets.real();
        for (VectorCase entry : keys.files().cases("manifest.json")) {
            switch (entry.text("format")) {
                case "list" -> checkStored(keys, entry);
                case "proven" -> checkInput(keys, entry);
                default -> {}
            }
        }
        checkResults(keys);
    }

    private static void checkStored(KeySets keys, VectorCase entry) throws MalformedInputException {
        CompressedCiphertextList list =
                CompressedCiphertextListCodec.INSTANCE.read(keys.files().bytes(entry.file()));
        RadixContext context = new RadixContext(keys.serverKey(), new InlineExecutor(8));
        Decryptor decryptor = new Decryptor(keys.clientKey());
        List<BigInteger> values = entry.hexes("cleartext");
        assertThat(list.kinds()).as(entry.file()).hasSize(values.size());
        for (int i = 0; i < values.size(); i++) {
            assertThat(decryptor.decrypt(list, i)).as(entry.file()).isEqualTo(values.get(i));
            assertThat(decryptor.decrypt(Compression.decompress(context, list, i)))
                    .as(entry.file())
                    .isEqualTo(values.get(i));
        }
    }

    private static void checkInput(KeySets keys, VectorCase entry) throws MalformedInputException {
        FheEvaluator evaluator = new ServerKeyEvaluator(keys.serverKey(), new InlineExecutor(8));
        Decryptor decryptor = new Decryptor(keys.clientKey());
        List<FheValue> values = evaluator.expand(
                ProvenCompactCiphertextListCodec.INSTANCE.read(keys.files().bytes(entry.file())));
        assertThat(values.stream().map(FheValue::type).toList())
                .as(entry.file())
                .isEqualTo(entry.types().stream().map(TYPES::get).toList());
        assertThat(values.stream()
                        .map(value -> decryptor.decrypt(value.ciphertext()))
                        .toList())
                .as(entry.file())
                .isEqualTo(entry.hexes("cleartext"));
    }

    private static void checkResults(KeySets keys) throws MalformedInputException {
        Decryptor decryptor = new Decryptor(keys.clientKey());
        Map<String, List<VectorCase>> byFile =
                keys.files().cases("results/manifest.json").stream().collect(Collectors.groupingBy(VectorCase::file));
        assertThat(byFile).isNotEmpty();
        for (Map.Entry<String, List<VectorCase>> file : byFile.entrySet()) {
            CompressedCiphertextList list =
                    CompressedCiphertextListCodec.INSTANCE.read(keys.files().bytes(file.getKey()));
            for (VectorCase entry : file.getValue()) {
                int index = entry.has("index") ? entry.integer("index") : 0;
                assertThat(decryptor.decrypt(list, index)).as(entry.toString()).isEqualTo(entry.hex("result"));
            }
        }
    }
}
