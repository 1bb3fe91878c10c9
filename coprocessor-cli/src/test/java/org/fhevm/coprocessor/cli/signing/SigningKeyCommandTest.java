package org.fhevm.coprocessor.cli.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyCommandTest {
    private static final String SAMPLE = "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901";
    private static final String SAMPLE_ADDRESS = "0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c";

    @TempDir
    private Path folder;

    @Test
    void aKeyIsMadeInAFileThatOnlyItsOwnerCanRead() throws IOException {
        Path file = folder.resolve("new.key");

        CommandRun made = CommandRun.of("signing-key", "create", file);

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        CommandRun shown = CommandRun.of("signing-key", "show", file);
        assertThat(made.out())
                .isEqualTo("signing key of the address " + shown.out().strip() + " in " + file + "\n");
    }

    @Test
    void aKeystoreIsMadeUnderThePasswordInAFile() throws IOException {
        Path password = SigningKeyFiles.ownerOnly(folder.resolve("password"), "open sesame\n");
        Path file = folder.resolve("keystore.json");

        CommandRun made = CommandRun.of("signing-key", "create", file, "--password-file", password);

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(Files.readString(file)).contains("\"version\" : 3", "scrypt").doesNotContain("sesame");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        CommandRun shown = CommandRun.of("signing-key", "show", file, "--password-file", password);
        assertThat(made.out()).contains(shown.out().strip());
        assertThat(CommandRun.of("signing-key", "show", file).err()).contains("name the file with its password");
    }

    @Test
    void theCommandsOfThePageAboutKeysWork() throws IOException {
        SigningKeyFiles.ownerOnly(folder.resolve("password"), "open sesame\n");
        List<String> commands = Files.readAllLines(Path.of("").toAbsolutePath().resolveSibling("docs/keys.md")).stream()
                .filter(line -> line.startsWith("./coprocessor signing-key ") && !line.contains("pkcs11:"))
                .toList();
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            Object[] arguments = Stream.of(command.split(" "))
                    .skip(1)
                    .map(word -> word.matches("coprocessor.key|keystore.json|password") ? folder.resolve(word) : word)
                    .toArray();
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.exitCode()).as("%s: %s", command, run.err()).isZero();
        }
    }

    @Test
    void aFileThatIsThereStaysAsItIs() throws IOException {
        Path file = SigningKeyFiles.ownerOnly(folder.resolve("old.key"), SAMPLE);
        CommandRun refused = CommandRun.of("signing-key", "create", file);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains(file + " exists");
        assertThat(Files.readString(file)).isEqualTo(SAMPLE);
    }

    @Test
    void aPasswordThatOthersCanReadMakesNoKeystore() throws IOException {
        Path password = SigningKeyFiles.readable(folder.resolve("password"), "open sesame\n");
        Path file = folder.resolve("keystore.json");
        CommandRun refused = CommandRun.of("signing-key", "create", file, "--password-file", password);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("chmod 600 " + password).doesNotContain("sesame");
        assertThat(file).doesNotExist();
    }

    @Test
    void thePublicSampleKeyIsShownWithAWarning() throws IOException {
        Path file = SigningKeyFiles.ownerOnly(folder.resolve("sample.key"), SAMPLE);
        CommandRun shown = CommandRun.of("signing-key", "show", file);
        assertThat(shown.out()).isEqualTo(SAMPLE_ADDRESS + "\n");
        assertThat(shown.err()).contains("the public sample key");
        assertThat(CommandRun.of("doctor", "--coprocessor-private-key", file).out())
                .containsPattern("doubtful +signing key +of the address " + SAMPLE_ADDRESS + ", the public sample key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--coprocessor-private-key=%1$s",
                "--coprocessor-private-key=%2$s --coprocessor-tenant-private-key=2=%1$s"
            })
    void aServerDoesNotStartWithThePublicSampleKey(String flags) throws IOException {
        Path sample = SigningKeyFiles.ownerOnly(folder.resolve("sample.key"), SAMPLE);
        Path other = SigningKeyFiles.ownerOnly(folder.resolve("other.key"), "01".repeat(32));
        String[] arguments = ("run --run-server " + flags.formatted(sample, other)).split(" ");

        CommandRun refused = CommandRun.of((Object[]) arguments);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("the public sample key", "--development");
    }

    @Test
    void withTheDevelopmentFlagItGoesOn() throws IOException {
        Path sample = SigningKeyFiles.ownerOnly(folder.resolve("sample.key"), SAMPLE);
        CommandRun run = CommandRun.of(
                "run",
                "--run-server",
                "--development",
                "--coprocessor-private-key",
                sample,
                "--database-url",
                "nonsense");
        assertThat(run.err()).contains("database URL").doesNotContain("sample key");
    }

    @Test
    void aServerRefusesAKeyThatOthersCanRead() throws IOException {
        Path key = SigningKeyFiles.readable(folder.resolve("coprocessor.key"), "01".repeat(32));
        CommandRun refused = CommandRun.of("run", "--run-server", "--coprocessor-private-key", key);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("(rw-r--r--)", "run chmod 600 " + key, "--allow-readable-keys");
        assertThat(CommandRun.of(
                                "run",
                                "--run-server",
                                "--allow-readable-keys",
                                "--coprocessor-private-key",
                                key,
                                "--database-url",
                                "nonsense")
                        .err())
                .contains("database URL")
                .doesNotContain("chmod");
    }

    @Test
    void aPasswordNeedsTheTenantsKeyBesideIt() throws IOException {
        Path key = SigningKeyFiles.ownerOnly(folder.resolve("coprocessor.key"), "01".repeat(32));
        CommandRun refused = CommandRun.of(
                "run",
                "--run-server",
                "--coprocessor-private-key",
                key,
                "--coprocessor-tenant-private-key-password-file",
                "3=" + key);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("needs --coprocessor-tenant-private-key 3=KEY");
    }

    @Test
    void aKeyInATokenNeedsItsConfiguration() {
        CommandRun refused = CommandRun.of("signing-key", "show", "pkcs11:coprocessor");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("--pkcs11-configuration", "--pkcs11-pin-file");
    }
}
