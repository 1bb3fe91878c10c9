package org.fhevm.coprocessor.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetGenerationTest {
    @TempDir
    private Path folder;

    @Test
    void keysAreReadBackAndBelongTogether() throws IOException {
        KeyFolder keys = generate();

        assertThat(keys.isComplete()).isTrue();
        assertThat(KeyFiles.clientKey(keys.clientKey()).parameters()).isEqualTo(ToyKeys.PARAMETERS.compute());
        assertThat(KeyFiles.publicKey(keys.publicKey()).parameters()).isEqualTo(ToyKeys.PARAMETERS.compactKey());
        assertThat(KeyFiles.serverKey(keys.serverKey()).compression()).isPresent();
    }

    @Test
    void onlyTheOwnerMayReadThem() throws IOException {
        KeyFolder keys = generate();

        for (Path file : keys.generated()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("permissions of %s", file)
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(keys.path())) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(keys.generated());
        }
    }

    @Test
    void aFailureLeavesTheOldSetAsItWas() throws IOException {
        KeyFolder keys = generate();
        byte[] before = Files.readAllBytes(keys.clientKey());
        // A folder where the server key is to be written.
        Files.createDirectories(keys.path().resolve("sks.partial").resolve("in the way"));

        assertThatThrownBy(this::generate).isInstanceOf(IOException.class);

        assertThat(Files.readAllBytes(keys.clientKey())).isEqualTo(before);
    }

    @Test
    void keysAreNotOverwrittenUnasked() throws IOException {
        KeyFolder keys = generate();
        byte[] before = Files.readAllBytes(keys.clientKey());

        CommandRun run = CommandRun.of("keygen", "--output", keys.path());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(keys.clientKey() + " exists", "--force");
        assertThat(Files.readAllBytes(keys.clientKey())).isEqualTo(before);
    }

    @Test
    void whatIsNoKeyIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("cks"), "this is not a key");

        assertThatThrownBy(() -> KeyFiles.clientKey(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(file + " is not a usable client key: ");
        assertThatThrownBy(() -> KeyFiles.publicKey(folder.resolve("pks")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("there is no compact public key at " + folder.resolve("pks"));
    }

    private KeyFolder generate() throws IOException {
        KeyFolder keys = new KeyFolder(folder.resolve("keys"));
        new KeySetGeneration(ToyKeys.PARAMETERS, new SecureRandom(), KeyGenerator.ProgressListener.SILENT)
                .writeTo(keys);
        return keys;
    }
}
