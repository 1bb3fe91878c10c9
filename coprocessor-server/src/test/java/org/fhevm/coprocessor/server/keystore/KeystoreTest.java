package org.fhevm.coprocessor.server.keystore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreTest {
    private static final EthereumAddress ADDRESS = EthereumAddress.parse("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");

    @ParameterizedTest
    @CsvSource({
        "definition-pbkdf2.json, testpassword, 7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
        "definition-scrypt.json, testpassword, 7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
        "ethers-test-key.json, correct horse battery staple,"
                + " 7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901"
    })
    void opensWhatOthersSealed(String file, String password, String secret) throws IOException {
        byte[] opened = KeystoreJson.read(vector(file).getBytes(UTF_8)).open(password.getBytes(US_ASCII));
        assertThat(HexFormat.of().formatHex(opened)).isEqualTo(secret);
    }

    @Test
    void opensWhatItSealedUnderThatPasswordOnly() throws IOException {
        byte[] secret = HexFormat.of().parseHex("01".repeat(32));
        byte[] password = "schönes Passwort".getBytes(UTF_8);
        SecureRandom random = new SecureRandom();

        Keystore sealed = Keystore.seal(secret, ADDRESS, password, random);
        String text = KeystoreJson.write(sealed);

        assertThat(text).contains("\"version\" : 3").doesNotContain("01".repeat(8));
        Keystore read = KeystoreJson.read(text.getBytes(UTF_8));
        assertThat(read).isEqualTo(sealed);
        assertThat(read.open(password)).isEqualTo(secret);
        assertThatThrownBy(() -> read.open("schones Passwort".getBytes(UTF_8)))
                .isInstanceOf(KeystoreException.class)
                .hasMessage("the password does not fit, or the file is damaged");
        assertThat(sealed.toString()).isEqualTo("Keystore[" + ADDRESS + "]");
    }

    @Test
    void noBitOfTheCiphertextOrItsHashCanBeChanged() throws IOException {
        String text = vector("ethers-test-key.json");
        byte[] password = "correct horse battery staple".getBytes(US_ASCII);
        for (String part : new String[] {"714b6c0a", "f57db31c", "a9c76781"}) {
            String damaged = text.replace(part, Integer.toHexString(Integer.parseUnsignedInt(part, 16) ^ 0x40000000));
            assertThat(damaged).isNotEqualTo(text);
            Keystore keystore = KeystoreJson.read(damaged.getBytes(UTF_8));
            assertThatThrownBy(() -> keystore.open(password)).isInstanceOf(KeystoreException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\": 262144 | \"n\": 262143 | the scrypt parameter n is no power of two: 262143",
                "\"n\": 262144 | \"n\": 1 | the scrypt parameter n is no power of two: 1",
                "\"n\": 262144 | \"n\": -2147483648 | the scrypt parameter n is no power of two: -2147483648",
                "\"n\": 262144 | \"n\": 4194304 | scrypt with n = 4194304 and r = 1 takes more than 256 MB of memory",
                "\"n\": 262144 | \"n\": 4294967296 | the field n is no number below 2^31",
                "\"n\": 262144 | \"n\": 2.5e5 | the field n is no number below 2^31",
                "\"r\": 1 | \"r\": 9 | scrypt with n = 262144 and r = 9 takes more than 256 MB of memory",
                "\"r\": 1 | \"r\": 2147483647"
                        + " | scrypt with n = 262144 and r = 2147483647 takes more than 256 MB of memory",
                "\"r\": 1 | \"r\": 0 | the scrypt parameters r and p must be at least 1",
                "\"p\": 8 | \"p\": 17 | scrypt with n = 262144, r = 1 and p = 17 takes too long: the product must be at"
                        + " most 4194304",
                "\"p\": 8 | \"p\": 65537 | the product of the scrypt parameters r and p must be at most 65536",
                "\"dklen\": 32 | \"dklen\": 31 | the field dklen must be at least 32",
                "scrypt | argon2id | the field kdf is neither scrypt nor pbkdf2",
                "aes-128-ctr | aes-128-cbc | the field cipher is not aes-128-ctr",
                "\"version\": 3 | \"version\": 4 | only keystores of version 3 can be read",
                "\"version\": 3 | \"ver\": 3 | the field version is no number below 2^31",
                "\"crypto\" | \"cry\" | it has no object Crypto",
                "83dbcc02 | 83dbcc | the initialization vector has 15 bytes instead of 16",
                "83dbcc02 | 83dbcc0x | the field iv is not hexadecimal",
                "d172bf74 | '' | the ciphertext has 28 bytes instead of 32",
                "2103ac29 | 2103ac2900 | the mac has 33 bytes instead of 32"
            })
    void refusesWhatIsMalformedOrCostsTooMuch(String part, String replacement, String message) throws IOException {
        String damaged = vector("definition-scrypt.json").replace(part, replacement);
        assertThatThrownBy(() -> KeystoreJson.read(damaged.getBytes(UTF_8)))
                .isInstanceOf(KeystoreException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10000001", "-5"})
    void refusesTooManyOrNoIterations(String iterations) throws IOException {
        String damaged = vector("definition-pbkdf2.json").replace("262144", iterations);
        assertThatThrownBy(() -> KeystoreJson.read(damaged.getBytes(UTF_8)))
                .hasMessage("the pbkdf2 parameter c must be between 1 and 10000000, got " + iterations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{} {", "{\"version\":3,\"version\":3}", "\u0000"})
    void refusesWhatIsNoKeystoreWithoutShowingIt(String text) {
        assertThatThrownBy(() -> KeystoreJson.read(text.getBytes(UTF_8))).isInstanceOf(KeystoreException.class);
    }

    @Test
    void readsUpToItsMaximumLength() throws IOException {
        String text = vector("definition-scrypt.json");
        String longest = text + " ".repeat(KeystoreJson.MAXIMUM_BYTES - text.length());
        assertThat(KeystoreJson.read(longest.getBytes(UTF_8)).address()).isNull();
        assertThatThrownBy(() -> KeystoreJson.read((longest + " ").getBytes(UTF_8)))
                .hasMessage("a keystore has at most 16384 bytes, got 16385");
    }

    private static String vector(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(KeystoreTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
