package org.fhevm.coprocessor.common.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("audit.log");
    }

    @Test
    void onlyItsOwnerCanReadAFileThatIsCreated() throws IOException {
        try (AuditFile file = AuditFile.open(path)) {
            file.append(bytes("one\n"));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void linesAreAppendedToAFileThatIsThereWhoseRightsStay() throws IOException {
        Files.writeString(path, "before\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        try (AuditFile file = AuditFile.open(path)) {
            file.append(bytes("one\n"));
            file.append(bytes("two\n"));
        }

        assertThat(path).hasContent("before\none\ntwo\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aFileThatWasMovedIsReplacedByANewOne() throws IOException {
        Path moved = folder.resolve("audit.log.1");
        try (AuditFile file = AuditFile.open(path)) {
            file.append(bytes("one\n"));
            Files.move(path, moved);
            file.append(bytes("two\n"));
        }

        assertThat(moved).hasContent("one\n");
        assertThat(path).hasContent("two\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatTheRotationHasCreatedAlreadyIsTaken() throws IOException {
        try (AuditFile file = AuditFile.open(path)) {
            file.append(bytes("one\n"));
            Files.move(path, folder.resolve("audit.log.1"));
            Files.createFile(path);
            file.append(bytes("two\n"));
        }

        assertThat(path).hasContent("two\n");
    }

    @Test
    void aFileThatWasTruncatedIsAppendedTo() throws IOException {
        try (AuditFile file = AuditFile.open(path)) {
            file.append(bytes("a long first line\n"));
            Files.newByteChannel(path, StandardOpenOption.WRITE).truncate(0).close();
            file.append(bytes("two\n"));
        }

        assertThat(path).hasContent("two\n");
    }

    @Test
    void aFileThatCannotBeReplacedIsTriedAgainWithTheNextLines() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("logs"));
        Path away = folder.resolve("away");
        try (AuditFile file = AuditFile.open(inner.resolve("audit.log"))) {
            Files.move(inner, away);
            assertThatThrownBy(() -> file.append(bytes("lost\n"))).isInstanceOf(IOException.class);
            Files.createDirectory(inner);
            file.append(bytes("two\n"));
        }

        assertThat(inner.resolve("audit.log")).hasContent("two\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
