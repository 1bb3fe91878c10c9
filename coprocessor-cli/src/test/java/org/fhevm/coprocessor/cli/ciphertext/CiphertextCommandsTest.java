package org.fhevm.coprocessor.cli.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

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
            "ebool:true", "ebool:false", "euint4:9", "euint64:18446744073709551615", "euint160:77", "ebytes64:123456789"
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

    /** A wide value under another key of the same parameters is never taken for one of this key. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "seeded"})
    void underAnotherKeyNothingIsPrinted(String form) throws IOException {
        Path file = folder.resolve(form);
        CommandRun.of("ciphertext", "encrypt", "--form", form, "--key", clientKey, "--output", file, "euint64:7");
        Path another = ToyKeyFolder.tfheRs(folder.resolve("tfhe-rs")).clientKey();

        CommandRun run = CommandRun.of("ciphertext", "decrypt", "--client-key", another, file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("is not encrypted under this client key, or it is damaged");
    }

    @Test
    void storedCiphertextsUnderAnotherKeyAreNotPrinted() throws IOException {
        int refused = 0;
        for (VectorCase stored : TestVectors.toy().cases("ciphertexts/manifest.json")) {
            // Values of few blocks may pass by chance, and trivial ones are readable under every key.
            if (!stored.text("format").equals("list")
                    || stored.file().matches(".*/((bool|BOOL|U4|U8|U16)_.*|.*trivial.*)")) {
                continue;
            }
            Path file = folder.resolve("value");
            Files.write(file, TestVectors.toy().bytes(stored.file()));

            CommandRun run = CommandRun.of("ciphertext", "decrypt", "--client-key", clientKey, file);

            assertThat(run.exitCode()).as(stored.file() + run.out()).isEqualTo(1);
            refused++;
        }
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void programsGetTypesAndDigits() throws IOException {
        Path file = folder.resolve("value");
        CommandRun.of("ciphertext", "encrypt", "--form", "seeded", "--key", clientKey, "--output", file, "euint64:7");

        JsonNode value = JsonAnswers.of("ciphertext decrypt", "--client-key", clientKey, file)
                .get(0);
        assertThat(value.get("type").asString()).isEqualTo("euint64");
        assertThat(value.get("value").asString()).isEqualTo("7");
        assertThat(JsonAnswers.of("ciphertext inspect", file)
                        .get(0)
                        .get("description")
                        .asString())
                .startsWith("seeded euint64");
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
                "euint64:1",
                "ebool:true");

        assertThat(CommandRun.of("ciphertext", "inspect", file).out())
                .contains("proven list of 2 values (euint64, ebool)", "17 LWE of dimension 64", "load \"verify\"");
    }

    @Test
    void inputListsAreNotDecrypted() {
        Path file = folder.resolve("list");
        CommandRun.of("ciphertext", "encrypt", "--form", "compact", "--key", publicKey, "--output", file, "euint64:1");

        CommandRun run = CommandRun.of("ciphertext", "decrypt", "--client-key", clientKey, file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is an input list");
    }

    @Test
    void aCiphertextUnderOtherKeysIsRefusedByItsShape() throws IOException {
        Path file = folder.resolve("single");
        CommandRun.of("ciphertext", "encrypt", "--form", "single", "--key", clientKey, "--output", file, "euint8:1");

        CommandRun run = CommandRun.of(
                "ciphertext", "to-single", "--server-key", serverKey, "--output", folder.resolve("out"), file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is not a stored ciphertext");
    }

    @Test
    void damagedFilesAreRefusedInWords() throws IOException {
        Path file = folder.resolve("value");
        CommandRun.of("ciphertext", "encrypt", "--form", "seeded", "--key", clientKey, "--output", file, "euint64:7");
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
