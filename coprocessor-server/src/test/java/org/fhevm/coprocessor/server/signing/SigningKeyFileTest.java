package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFileTest {

    private static final String DEVELOPMENT_KEY = "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0x%s", "%s", "  0x%s\n", "\t%s\r\n"})
    void aKeyIsReadWithOrWithoutItsPrefixAndWhiteSpace(String form) throws Exception {
        assertThat(SigningKeyFile.read(file(form.formatted(DEVELOPMENT_KEY)))
                        .address()
                        .checksummed())
                .isEqualTo("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
    }

    @Test
    void capitalsAreDigitsToo() throws Exception {
        assertThat(SigningKeyFile.read(file(DEVELOPMENT_KEY.toUpperCase())).address())
                .isEqualTo(SigningKeyFile.read(file(DEVELOPMENT_KEY)).address());
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
        assertThatThrownBy(() -> SigningKeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("7ec8ada6")
                .hasMessageNotContaining("ffffffff");
    }

    @Test
    void aFileThatIsTooLongOrMissingIsRefused() throws IOException {
        Path file = file(" ".repeat(2000) + DEVELOPMENT_KEY);
        assertThatThrownBy(() -> SigningKeyFile.read(file)).hasMessageContaining("longer than 1024 bytes");
        assertThatThrownBy(() -> SigningKeyFile.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("coprocessor.key"), content);
    }
}
