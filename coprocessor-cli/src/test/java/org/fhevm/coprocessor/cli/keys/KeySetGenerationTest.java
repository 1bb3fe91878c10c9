package org.fhevm.coprocessor.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.testing.ToyKeys;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetGenerationTest {
    private static final int CRS_BITS = 64;

    @TempDir
    private Path folder;

    @Test
    void keysAreReadBackAndBelongTogether() throws IOException {
        KeyFolder keys = generate();

        assertThat(keys.isComplete()).isTrue();
        assertThat(KeyFileReader.clientKey(keys.clientKey()).parameters()).isEqualTo(ToyKeys.PARAMETERS.compute());
        assertThat(KeyFileReader.publicKey(keys.publicKey()).parameters()).isEqualTo(ToyKeys.PARAMETERS.compactKey());
        assertThat(KeyFileReader.serverKey(keys.serverKey()).compression()).isPresent();
        PublicParameters crs = KeyFileReader.publicParameters(keys.publicParameters());
        assertThat(crs.shape()).isEqualTo(new ProofShape(64, 16, 11, 5, 1));
        assertThat(crs.validate(Workers.NONE, Progress.NONE).isValid()).isTrue();
    }

    @Test
    void keysOrTheCrsCanBeMadeAlone() throws IOException {
        KeyFolder keys = generate(KeySetContent.of(ToyKeys.PARAMETERS, true, 0));
        assertThat(keys.hasKeys()).isTrue();
        assertThat(keys.isComplete()).isFalse();
        byte[] before = Files.readAllBytes(keys.publicKey());

        generate(KeySetContent.of(ToyKeys.PARAMETERS, false, CRS_BITS));

        assertThat(keys.isComplete()).isTrue();
        assertThat(Files.readAllBytes(keys.publicKey())).isEqualTo(before);
    }

    @Test
    void progressOfTheCrsEndsAtAll() throws IOException {
        AtomicLong most = new AtomicLong();
        new KeySetGeneration(
                        KeySetContent.of(ToyKeys.PARAMETERS, false, CRS_BITS),
                        new SecureRandom(),
                        KeyGenerator.ProgressListener.SILENT,
                        (done, total) -> most.accumulateAndGet(1000 * done / total, Math::max))
                .writeTo(new KeyFolder(folder.resolve("keys")));

        assertThat(most).hasValue(1000);
    }

    @Test
    void theNumberOfBitsHasBounds() {
        assertThat(KeySetContent.of(ParameterSet.FHEVM_0_6, true, 2048).crsShape())
                .hasValue(new ProofShape(1024, 512, 43, 5, 1));
        assertThat(KeySetContent.of(ParameterSet.FHEVM_0_6, true, 1).crsShape().map(ProofShape::capacity))
                .hasValue(1);
        assertThat(KeySetContent.of(ParameterSet.FHEVM_0_6, true, 4096)
                        .crsShape()
                        .map(ProofShape::capacity))
                .hasValue(1024);
        for (int bits : new int[] {-1, 4097}) {
            CommandRun run = CommandRun.of("keygen", "--output", folder.resolve("none"), "--crs-bits", bits);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().strip()).isEqualTo("coprocessor: a proof covers 1 to 4096 bits, not " + bits);
        }
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(CommandRun.of("keygen", "--output", folder, "--crs-only", "--crs-bits", "0")
                        .err())
                .contains("--crs-only makes a CRS");
    }

    @Test
    void onlyTheOwnerMayReadThem() throws IOException {
        KeyFolder keys = generate();

        for (Path file : allFiles(keys)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("permissions of %s", file)
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(keys.path())) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(allFiles(keys));
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

        CommandRun crs = CommandRun.of("keygen", "--output", keys.path(), "--crs-only");
        assertThat(crs.exitCode()).isEqualTo(1);
        assertThat(crs.err()).contains(keys.publicParameters() + " exists", "--crs-bits 0");
    }

    @Test
    void whatIsNoKeyIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("cks"), "this is not a key");

        assertThatThrownBy(() -> KeyFileReader.clientKey(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(file + " is not a usable client key: ");
        assertThatThrownBy(() -> KeyFileReader.publicKey(folder.resolve("pks")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("there is no compact public key at " + folder.resolve("pks"));
    }

    private KeyFolder generate() throws IOException {
        return generate(KeySetContent.of(ToyKeys.PARAMETERS, true, CRS_BITS));
    }

    private KeyFolder generate(KeySetContent content) throws IOException {
        KeyFolder keys = new KeyFolder(folder.resolve("keys"));
        new KeySetGeneration(content, new SecureRandom(), KeyGenerator.ProgressListener.SILENT, Progress.NONE)
                .writeTo(keys);
        return keys;
    }

    private static List<Path> allFiles(KeyFolder keys) {
        return List.of(keys.clientKey(), keys.serverKey(), keys.publicKey(), keys.publicParameters());
    }
}
