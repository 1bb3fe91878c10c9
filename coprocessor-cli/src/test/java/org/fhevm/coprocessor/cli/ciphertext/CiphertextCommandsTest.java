package org.fhevm.coprocessor.cli.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CiphertextCommandsTest {
    @TempDir
    private Path folder;

    private Path clientKey;
    private Path publicKey;
    private Path serverKey;

    @BeforeEach
    void keys() throws IOException {
        var keys = ToyKeyFolder.ours(folder.resolve("keys"));
        clientKey = keys.clientKey();
        publicKey = keys.publicKey();
        serverKey = keys.serverKey();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "seeded"})
    void aValueOfEveryKindComesBackFromItsFile(String form) {
        for (String value : new String[] {
            "bool:true", "bool:false", "uint4:9", "uint64:18446744073709551615", "uint160:77", "bytes64:123456789"
        }) {
            Path file = folder.resolve(form);
            CommandRun written =
                    CommandRun.of("ciphertext", "encrypt", "--form", form, "--key", clientKey, "--output", file, value);
            assertThat(written.exitCode()).as(written.err()).isZero();

            CommandRun read = CommandRun.of("ciphertext", "decrypt", "--client-key", clientKey, file);

            assertThat(read.out().strip()).isEqualTo(value);
        }
    }

    @Test
    void storedCiphertextsOfTfheRsBecomeSingleOnes() throws IOException {
        var keys = ToyKeyFolder.tfheRs(folder.resolve("tfhe-rs"));
        int converted = 0;
        for (VectorCase stored : TestVectors.toy().cases("ciphertexts/manifest.json")) {
            if (!stored.text("format").equals("list") || stored.types().size() > 1) {
                continue;
            }
            Path file = folder.resolve("value");
            Files.write(file, TestVectors.toy().bytes(stored.file()));

            CommandRun run = CommandRun.of(
                    "ciphertext",
                    "to-single",
                    "--server-key",
                    keys.serverKey(),
                    "--output",
                    folder.resolve("out"),
                    file);
            assertThat(run.exitCode()).as(run.err()).isZero();
            CommandRun decrypted = CommandRun.of(
                    "ciphertext",
                    "decrypt",
                    "--client-key",
                    keys.clientKey(),
                    file,
                    run.out().strip());

            assertThat(decrypted.out().lines()).as(stored.file()).hasSize(2);
            assertThat(decrypted.out().lines().map(ClearValue::parse).map(ClearValue::value))
                    .as(stored.file())
                    .containsOnly(stored.hexes("cleartext").getFirst());
            converted++;
        }
        assertThat(converted).as("stored values in the vectors").isGreaterThan(5);
    }

    @Test
    void filesAreDescribed() {
        Path file = folder.resolve("list");
        CommandRun.of(
                "ciphertext",
                "encrypt",
                "--form",
                "unproven",
                "--key",
                publicKey,
                "--output",
                file,
                "uint64:1",
                "bool:true");

        assertThat(CommandRun.of("ciphertext", "inspect", file).out())
                .contains("proven list of 2 values (uint64, bool)", "17 LWE of dimension 64", "load \"verify\"");
    }

    @Test
    void inputListsAreNotDecrypted() {
        Path file = folder.resolve("list");
        CommandRun.of("ciphertext", "encrypt", "--form", "compact", "--key", publicKey, "--output", file, "uint64:1");

        CommandRun run = CommandRun.of("ciphertext", "decrypt", "--client-key", clientKey, file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is an input list");
    }

    @Test
    void aCiphertextUnderOtherKeysIsRefusedByItsShape() throws IOException {
        Path file = folder.resolve("single");
        CommandRun.of("ciphertext", "encrypt", "--form", "single", "--key", clientKey, "--output", file, "uint8:1");

        CommandRun run = CommandRun.of(
                "ciphertext", "to-single", "--server-key", serverKey, "--output", folder.resolve("out"), file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is not a stored ciphertext");
    }

    @Test
    void damagedFilesAreRefusedInWords() throws IOException {
        Path file = folder.resolve("value");
        CommandRun.of("ciphertext", "encrypt", "--form", "seeded", "--key", clientKey, "--output", file, "uint64:7");
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(120)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, round % 2 == 0 ? damaged : Arrays.copyOf(good, random.nextInt(good.length)));

            CommandRun run = CommandRun.of("ciphertext", "inspect", file);

            assertThat(run.err()).as("round %d", round).doesNotContain("failed unexpectedly");
            assertThat(run.exitCode()).as("round %d", round).isIn(0, 1);
        }
    }
}
