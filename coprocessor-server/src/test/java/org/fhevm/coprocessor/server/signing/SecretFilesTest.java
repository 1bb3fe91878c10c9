package org.fhevm.coprocessor.server.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    private static final String SECRET = "open sesame";

    @TempDir
    private Path folder;

    private Path mounted;
    private SecretFiles files;

    @BeforeEach
    void makeFolderOfMountedSecrets() throws IOException {
        mounted = Files.createDirectory(folder.resolve("secrets")).toRealPath();
        files = new SecretFiles(false, mounted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------", "rwx--x--x"})
    void readsAFileThatOnlyItsOwnerCanRead(String permissions) throws IOException {
        assertThat(read(files, file(folder, permissions))).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-r--r--", "rw--w----", "rw-----w-"})
    void refusesAFileThatOthersCanReadOrChangeAndSaysWhatToDo(String permissions) throws IOException {
        Path file = file(folder, permissions);
        assertThatThrownBy(() -> read(files, file))
                .isInstanceOf(IOException.class)
                .hasMessage("key file " + file + " can be read or changed by other users (" + permissions
                        + "): run chmod 600 " + file + ", or allow it with --allow-readable-keys");
        assertThat(read(files.allowingReadable(), file)).isEqualTo(SECRET);
    }

    @Test
    void readsAMountedSecretThatIsReadableForAll() throws IOException {
        assertThat(read(files, file(mounted, "r--r--r--"))).isEqualTo(SECRET);
        Path linked = Files.createSymbolicLink(mounted.resolve("link"), mounted.resolve("secret"));
        assertThat(read(files, linked)).isEqualTo(SECRET);
    }

    @Test
    void refusesAMountedSecretThatOthersCanChange() throws IOException {
        Path file = file(mounted, "rw-rw-rw-");
        assertThatThrownBy(() -> read(files, file)).hasMessageContaining("can be read or changed");
    }

    @Test
    void aLinkDoesNotMakeAFileAMountedSecret() throws IOException {
        Path link = Files.createSymbolicLink(mounted.resolve("link"), file(folder, "rw-r--r--"));
        assertThatThrownBy(() -> read(files, link)).hasMessageContaining("can be read or changed");
    }

    @Test
    void readsUpToTheMaximumAndNoByteMore() throws IOException {
        Path file = file(folder, "rw-------");
        assertThat(files.read("key file", file, SECRET.length())).hasSize(SECRET.length());
        assertThatThrownBy(() -> files.read("key file", file, SECRET.length() - 1))
                .hasMessage("key file " + file + " is longer than 10 bytes");
    }

    @Test
    void theFolderOfMountedSecretsIsThatOfContainerPlatforms() {
        assertThat(SecretFiles.OWNER_ONLY).isEqualTo(new SecretFiles(false, Path.of("/run/secrets")));
    }

    private static String read(SecretFiles files, Path file) throws IOException {
        return new String(files.read("key file", file, 100), US_ASCII);
    }

    private static Path file(Path folder, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
