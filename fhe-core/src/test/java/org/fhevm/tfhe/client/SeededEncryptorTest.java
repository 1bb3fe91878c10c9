package org.fhevm.tfhe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertextExpansion;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeededEncryptorTest {
    private final ClientKey key = ToyKeys.shared().clientKey();
    private final SeededEncryptor encryptor = new SeededEncryptor(key, new SecureRandom());
    private final Decryptor decryptor = new Decryptor(key);

    @ParameterizedTest
    @EnumSource(FheType.class)
    void aValueOfEveryTypeComesBack(FheType type) {
        BigInteger value = type.isBool() ? BigInteger.ONE : new BigInteger(type.bits(), new SecureRandom());

        SeededCiphertext encrypted = encryptor.encrypt(value, type.kind());

        assertThat(decryptor.decrypt(SeededCiphertextExpansion.expand(encrypted).ciphertext()))
                .isEqualTo(value);
    }

    @Test
    void aValueIsTakenModuloItsWidth() {
        SeededCiphertext encrypted = encryptor.encrypt(BigInteger.valueOf(0x1ff), new DataKind.Unsigned(4));

        assertThat(decryptor.decrypt(SeededCiphertextExpansion.expand(encrypted).ciphertext()))
                .isEqualTo(0xff);
    }

    @Test
    void noTwoBlocksShareASeed() {
        SeededCiphertext encrypted = encryptor.encrypt(BigInteger.ZERO, new DataKind.Unsigned(64));

        assertThat(encrypted.blocks()).extracting(block -> block.seed()).doesNotHaveDuplicates();
    }

    @Test
    void equalValuesAreNoisyDifferently() {
        SeededCiphertext encrypted = encryptor.encrypt(BigInteger.ZERO, new DataKind.Unsigned(64));

        assertThat(SeededCiphertextExpansion.expand(encrypted).ciphertext().blocks().stream()
                        .map(decryptor::phase)
                        .distinct()
                        .count())
                .as("different phases among 64 encryptions of zero")
                .isGreaterThan(8);
    }
}
