package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFileTest {
    private static final String ADDRESS = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";

    private static String parse(String content) {
        return AddressFile.ACL
                .parse(content.getBytes(StandardCharsets.UTF_8), "FILE")
                .checksummed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ACL_CONTRACT_ADDRESS=" + ADDRESS,
                "ACL_CONTRACT_ADDRESS=" + ADDRESS + "\n",
                "ACL_CONTRACT_ADDRESS=" + ADDRESS + "\r\nACL_CONTRACT_ADDRESS=" + ADDRESS + "\r\n",
                "# written by a deployment\n\nOTHER=1\nexport ACL_CONTRACT_ADDRESS = \"" + ADDRESS + "\" # here\n",
                "ACL_CONTRACT_ADDRESS='" + ADDRESS + "'\nMY_ACL_CONTRACT_ADDRESS=0x00"
            })
    void linesOfDotenvAreRead(String content) {
        assertThat(parse(content)).isEqualTo(ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ADDRESS,
                "# ACL_CONTRACT_ADDRESS=" + ADDRESS,
                "INPUT_VERIFIER_CONTRACT_ADDRESS=" + ADDRESS,
                "ACL_CONTRACT_ADDRESS=" + ADDRESS + " " + ADDRESS,
                "ACL_CONTRACT_ADDRESS=\"" + ADDRESS
            })
    void aFileWithoutTheVariableIsRefused(String content) {
        assertThatThrownBy(() -> parse(content))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("FILE has no line ACL_CONTRACT_ADDRESS=ADDRESS");
    }

    @Test
    void aFileWithTwoAddressesIsRefused() {
        assertThatThrownBy(() -> parse("ACL_CONTRACT_ADDRESS=" + ADDRESS + "\nACL_CONTRACT_ADDRESS=0x00"))
                .hasMessage("FILE has different lines ACL_CONTRACT_ADDRESS=ADDRESS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0x12", ADDRESS + "00", "0xg39EcE85B9E11a3A3AA557582784a15d7F82AAf2"})
    void aValueThatIsNoAddressIsRefused(String value) {
        assertThatThrownBy(() -> parse("ACL_CONTRACT_ADDRESS=" + value))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("FILE has no Ethereum address after ACL_CONTRACT_ADDRESS=: ");
    }

    @Test
    void aFileIsReadUpToItsBound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve(".env.inputverifier");
        String line = "INPUT_VERIFIER_CONTRACT_ADDRESS=" + ADDRESS + "\n";
        String padding = "#".repeat(AddressFile.MAXIMUM_BYTES - line.length());

        Files.writeString(file, line + padding);
        assertThat(AddressFile.INPUT_VERIFIER.read(folder).checksummed()).isEqualTo(ADDRESS);

        Files.writeString(file, line + padding + "#");
        assertThatThrownBy(() -> AddressFile.INPUT_VERIFIER.read(folder))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(file + " is longer than 16384 bytes, and no file of an address");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> AddressFile.ACL.read(folder))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("cannot read the addresses of the deployment: there is no file or folder "
                        + folder.resolve(".env.acl"));
    }
}
