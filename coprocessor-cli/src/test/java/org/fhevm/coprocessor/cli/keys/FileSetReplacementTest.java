package org.fhevm.coprocessor.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSetReplacementTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    private Path folder;

    @Test
    void newFilesReplaceTheOldOnes() throws IOException {
        writeBoth();

        new FileSetReplacement().replace(files());

        assertThat(contents()).containsExactly("new a", "new b", "new c");
        assertThat(allNames()).containsExactlyElementsOf(NAMES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void anInterruptionBeforeAnyRenamingLeavesFilesOfOneSet(int completed) throws IOException {
        writeBoth();

        assertThatThrownBy(() -> failing(completed, Integer.MAX_VALUE).replace(files()))
                .isInstanceOf(IOException.class);

        assertThat(contents().stream().map(content -> content.substring(0, 3)).distinct())
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aRenamingThatFailsPutsTheOldSetBack(int completed) throws IOException {
        writeBoth();

        assertThatThrownBy(() -> failing(completed, 1).replace(files())).isInstanceOf(IOException.class);

        assertThat(contents()).containsExactly("old a", "old b", "old c");
        assertThat(allNames()).containsExactly("a", "a.partial", "b", "b.partial", "c", "c.partial");
    }

    @Test
    void theRemainsOfAnInterruptedReplacementAreRemoved() throws IOException {
        writeBoth();
        assertThatThrownBy(() -> failing(4, Integer.MAX_VALUE).replace(files())).isInstanceOf(IOException.class);
        assertThat(contents()).containsExactly("new a");
        assertThat(allNames()).contains("a.previous", "b.previous", "c.previous");

        writePartial("newer");
        new FileSetReplacement().replace(files());

        assertThat(contents()).containsExactly("newer a", "newer b", "newer c");
        assertThat(allNames()).containsExactlyElementsOf(NAMES);
    }

    @Test
    void aFolderWithTheNameOfAFileIsRefusedBeforeAnyRenaming() throws IOException {
        writePartial("new");
        Files.createDirectory(folder.resolve("c"));
        Files.writeString(folder.resolve("a"), "old a");

        assertThatThrownBy(() -> new FileSetReplacement().replace(files()))
                .isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("c: is a folder");

        assertThat(folder.resolve("a")).hasContent("old a");
    }

    /** Renames files until {@code completed} have been renamed, then fails {@code failures} times. */
    private static FileSetReplacement failing(int completed, int failures) {
        int[] calls = {0};
        return new FileSetReplacement((from, to) -> {
            int call = calls[0]++;
            if (call >= completed && call - completed < failures) {
                throw new IOException("interrupted");
            }
            Files.move(from, to);
        });
    }

    private void writeBoth() throws IOException {
        for (Path file : files()) {
            Files.writeString(file, "old " + file.getFileName());
        }
        writePartial("new");
    }

    private void writePartial(String content) throws IOException {
        for (Path file : files()) {
            Files.writeString(OwnerOnlyFile.partial(file), content + " " + file.getFileName());
        }
    }

    private List<Path> files() {
        return NAMES.stream().map(folder::resolve).toList();
    }

    /** The contents of the files that have their final names. */
    private List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : files()) {
            if (Files.exists(file)) {
                contents.add(Files.readString(file));
            }
        }
        return contents;
    }

    private List<String> allNames() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
