package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The refusals and the counter of the evaluator. */
class ServerKeyEvaluatorTest {
    private static final ToyKeys KEYS = ToyKeys.shared();

    private final InlineExecutor executor = new InlineExecutor(8);
    private final FheEvaluator evaluator = new ServerKeyEvaluator(KEYS.serverKey(), executor);
    private final ShortintCiphertext block = new Encryptor(KEYS.clientKey(), new SecureRandom()).encryptBlock(1);

    @ParameterizedTest
    @CsvSource({"4, 1", "3, 2", "3, 2147483647", "1073741824, 1"})
    void blocksThatNoOperationTakes(int degree, int noiseLevel) {
        ShortintCiphertext unclean = new ShortintCiphertext(block.words(), degree, noiseLevel);
        FheOperand operand =
                new FheOperand.Encrypted(new FheValue(FheType.UINT4, new RadixCiphertext(List.of(block, unclean))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.evaluate(FheOperation.NEG, FheType.UINT4, List.of(operand)))
                .withMessageContaining("no operation takes");
    }

    @Test
    void aCounterCountsTheBootstrapsOfItsEvaluatorAndNoOthers() throws Exception {
        byte[] stored = evaluator.compress(new FheValue(FheType.UINT4, new RadixCiphertext(List.of(block, block))));
        BootstrapCounter counter = new BootstrapCounter();
        FheEvaluator counted = evaluator.withCounter(counter);

        evaluator.decompress(stored, FheType.UINT4);
        counted.decompress(stored, FheType.UINT4);

        assertThat(counter.bootstraps()).isEqualTo(2);
        assertThat(counter.rounds()).isEqualTo(1);
    }

    @Test
    void aStoredListOfSeveralValues() {
        RadixCiphertext value = new RadixCiphertext(List.of(block, block));
        CompressedCiphertextList list = Compression.compress(
                new RadixContext(KEYS.serverKey(), executor),
                List.of(value, value),
                List.of(new DataKind.Unsigned(2), new DataKind.Unsigned(2)));
        byte[] stored = CompressedCiphertextListCodec.INSTANCE.write(list);
        assertThatThrownBy(() -> evaluator.decompress(stored, FheType.UINT4))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("a stored");
    }

    @Test
    void aDecompressionKeyOfAnotherShape() {
        CompressionParameters usual = ToyKeys.PARAMETERS.compression();
        CompressionParameters twoLevels = new CompressionParameters(
                new Decomposition(11, 2),
                usual.packing(),
                usual.packingPolynomialSize(),
                usual.packingGlweDimension(),
                usual.lwePerGlwe(),
                usual.storageLogModulus(),
                usual.packingNoise());
        ParameterSet parameters = new ParameterSet(
                ToyKeys.PARAMETERS.compute(), ToyKeys.PARAMETERS.compactKey(), ToyKeys.PARAMETERS.casting(), twoLevels);
        KeyGenerator generator = new KeyGenerator(parameters, new SecureRandom(), KeyGenerator.ProgressListener.SILENT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerKey.prepare(generator.serverKey(generator.clientKey())))
                .withMessageContaining("numbers of levels");
    }
}
