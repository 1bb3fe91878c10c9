package org.fhevm.coprocessor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files of the project as they are committed, without what builds make. Paths are relative to its root. */
public final class ProjectFiles {
    public static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    private ProjectFiles() {}

    /** All Java sources and Markdown pages. */
    static List<String> sourcesAndPages() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> folders = Files.list(ROOT)) {
            for (Path folder : folders.toList()) {
                collect(folder, files);
            }
        }
        return files;
    }

    private static void collect(Path path, List<String> files) throws IOException {
        String name = path.getFileName().toString();
        if (Files.isRegularFile(path) && (name.endsWith(".java") || name.endsWith(".md"))) {
            files.add(ROOT.relativize(path).toString());
        } else if (Files.isDirectory(path)
                && !name.startsWith(".")
                && !name.equals("target")
                && !name.equals("node_modules")) {
            try (Stream<Path> children = Files.list(path)) {
                for (Path child : children.toList()) {
                    collect(child, files);
                }
            }
        }
    }
}
