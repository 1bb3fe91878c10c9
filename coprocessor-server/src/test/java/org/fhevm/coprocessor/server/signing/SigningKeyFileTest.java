package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.fhevm.coprocessor.server.keystore.Keystore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFileTest {

    private static final String DEVELOPMENT_KEY = "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901";

    private static final String ADDRESS = "c9990fefe0c27d31d0c2aa36196b085c0c4d456c";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0x%s", "%s", "  0x%s\n", "\t%s\r\n"})
    void aKeyIsReadWithOrWithoutItsPrefixAndWhiteSpace(String form) throws Exception {
        assertThat(read(file(form.formatted(DEVELOPMENT_KEY))).address().checksummed())
                .isEqualTo("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
    }

    @Test
    void capitalsAreDigitsToo() throws Exception {
        assertThat(read(file(DEVELOPMENT_KEY.toUpperCase())).address())
                .isEqualTo(read(file(DEVELOPMENT_KEY)).address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "7ec8",
                "0x0x7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901",
                "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab90g",
                "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901 7e",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void whatIsNoKeyIsRefusedWithoutBeingShown(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("7ec8ada6")
                .hasMessageNotContaining("ffffffff");
    }

    @Test
    void aFileThatIsTooLongOrMissingIsRefused() throws IOException {
        Path file = file(" ".repeat(20_000) + DEVELOPMENT_KEY);
        assertThatThrownBy(() -> read(file)).hasMessageContaining("longer than 16384 bytes");
        assertThatThrownBy(() -> read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "correct horse battery staple\n",
                "correct horse battery staple\r\n"
            })
    void aKeystoreIsReadWithItsPassword(String password) throws IOException {
        SigningKey key = SigningKeyFile.read(keystore(ADDRESS), password(password), SecretFiles.OWNER_ONLY);
        assertThat(key.address().checksummed()).isEqualTo("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
    }

    @Test
    void aPasswordThatDoesNotFitIsNotShown() throws IOException {
        Path keystore = keystore(ADDRESS);
        Path password = password("correct horse");
        assertThatThrownBy(() -> SigningKeyFile.read(keystore, password, SecretFiles.OWNER_ONLY))
                .isInstanceOf(IOException.class)
                .hasMessage("signing key file " + keystore + ": the password does not fit, or the file is damaged");
    }

    @Test
    void aKeystoreOfAnotherAddressIsRefused() throws IOException {
        Path keystore = keystore("008aeeda4d805471df9b2a5b0f38a0c3bcba786b");
        Path password = password("correct horse battery staple");
        assertThatThrownBy(() -> SigningKeyFile.read(keystore, password, SecretFiles.OWNER_ONLY))
                .hasMessageContaining("it names the address 0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b, and its key has"
                        + " 0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
    }

    @Test
    void passwordsBelongToKeystores() throws IOException {
        Path keystore = keystore(ADDRESS);
        assertThatThrownBy(() -> read(keystore)).hasMessageContaining("name the file with its password");
        Path digits = file(DEVELOPMENT_KEY);
        Path password = password("open sesame");
        assertThatThrownBy(() -> SigningKeyFile.read(digits, password, SecretFiles.OWNER_ONLY))
                .hasMessageContaining("is no keystore for a password");
    }

    @Test
    void aPasswordFileHasAPasswordThatOnlyItsOwnerCanRead() throws IOException {
        Path empty = password("\n");
        assertThatThrownBy(() -> SigningKeyFile.password(empty, SecretFiles.OWNER_ONLY))
                .hasMessage("password file " + empty + " is empty");
        Path long1024 = password("a".repeat(1024));
        assertThat(SigningKeyFile.password(long1024, SecretFiles.OWNER_ONLY)).hasSize(1024);
        Path tooLong = password("a".repeat(1025));
        assertThatThrownBy(() -> SigningKeyFile.password(tooLong, SecretFiles.OWNER_ONLY))
                .hasMessageContaining("longer than 1024 bytes");
        Path readable =
                Files.setPosixFilePermissions(password("open sesame"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SigningKeyFile.password(readable, SecretFiles.OWNER_ONLY))
                .hasMessageContaining("can be read or changed by other users");
    }

    private Path password(String text) throws IOException {
        return OwnerOnly.write(folder.resolve("password"), text);
    }

    private Path keystore(String address) throws IOException {
        try (InputStream stream = Objects.requireNonNull(Keystore.class.getResourceAsStream("ethers-test-key.json"))) {
            String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
            return OwnerOnly.write(folder.resolve("keystore.json"), text.replace(ADDRESS, address));
        }
    }

    private static SigningKey read(Path file) throws IOException {
        return SigningKeyFile.read(file, null, SecretFiles.OWNER_ONLY);
    }

    private Path file(String content) throws IOException {
        return OwnerOnly.write(folder.resolve("coprocessor.key"), content);
    }
}
