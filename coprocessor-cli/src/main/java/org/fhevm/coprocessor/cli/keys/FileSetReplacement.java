package org.fhevm.coprocessor.cli.keys;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;

/**
 * Replaces files that belong together by others, which are complete under their {@linkplain OwnerOnlyFile#partial
 * partial names}.
 *
 * <p>No file system renames several files at once. So all old files are moved aside before the first new one gets its
 * name, and are deleted after the last one. An interruption at any point leaves a set under the final names that may
 * lack files, but never has files of both sets. If a step fails, the old files get their names back.
 */
final class FileSetReplacement {
    private static final String PREVIOUS_SUFFIX = ".previous";

    private final Mover mover;

    FileSetReplacement() {
        this((from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    /** @param mover renames files */
    FileSetReplacement(Mover mover) {
        this.mover = mover;
    }

    /**
     * Replaces files.
     *
     * @param files their final names; the new ones exist under their partial names, the old ones need not exist
     * @throws IOException if a step fails; the new files then have their partial names again
     */
    void replace(Collection<Path> files) throws IOException {
        requireNoFolders(files);
        Deque<Renaming> done = new ArrayDeque<>();
        try {
            for (Path file : files) {
                if (Files.exists(file)) {
                    rename(file, previous(file), done);
                }
            }
            for (Path file : files) {
                rename(OwnerOnlyFile.partial(file), file, done);
            }
        } catch (IOException e) {
            undo(done, e);
            throw e;
        }
        for (Path file : files) {
            Files.deleteIfExists(previous(file));
        }
    }

    private static void requireNoFolders(Collection<Path> files) throws FileSystemException {
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "is a folder");
            }
        }
    }

    private void rename(Path from, Path to, Deque<Renaming> done) throws IOException {
        mover.move(from, to);
        done.push(new Renaming(from, to));
    }

    /** Undoes the latest renaming first, as far as possible. */
    private void undo(Deque<Renaming> done, IOException cause) {
        try {
            for (Renaming renaming : done) {
                mover.move(renaming.to(), renaming.from());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + PREVIOUS_SUFFIX);
    }

    /** Renames one file in one step. */
    interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private record Renaming(Path from, Path to) {}
}
