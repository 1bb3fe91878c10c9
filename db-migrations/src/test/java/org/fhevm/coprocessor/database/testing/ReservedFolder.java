package org.fhevm.coprocessor.database.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder that one test JVM has for itself while it runs, named by module and number.
 *
 * <p>The operating system releases the lock of a killed JVM. The next JVM of the module then gets the same folder, and
 * finds and stops what the killed one left behind.
 */
final class ReservedFolder implements AutoCloseable {
    private static final int MOST_JVMS = 16;

    /**
     * What this JVM has reserved. It must not open these lock files a second time: POSIX releases a process's locks on
     * a file when the process closes any of its handles to it.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private ReservedFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** The folder with the lowest number that is not reserved by a running JVM, this one included. */
    static ReservedFolder firstFree() {
        String module = Integer.toHexString(Path.of("").toAbsolutePath().hashCode());
        String name = "coprocessor-test-" + System.getProperty("user.name") + "-" + module;
        for (int number = 1; number <= MOST_JVMS; number++) {
            ReservedFolder folder = reserve(Path.of(System.getProperty("java.io.tmpdir"), name + "-" + number));
            if (folder != null) {
                return folder;
            }
        }
        throw new IllegalStateException(MOST_JVMS + " JVMs run tests of this module already");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OWN.remove(path);
        }
    }

    private static @Nullable ReservedFolder reserve(Path path) {
        if (!OWN.add(path)) {
            return null;
        }
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                OWN.remove(path);
                return null;
            }
            return new ReservedFolder(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve " + path, e);
        }
    }
}
