package org.fhevm.coprocessor.database.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's executables, unpacked from the class path into a folder named after their digest. Every later start
 * finds them there, and two versions never mix.
 */
final class PostgresBinaries {
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final String UNPACKED_MARK = ".unpacked";

    private final Path directory;

    private PostgresBinaries(Path directory) {
        this.directory = directory;
    }

    /** Unpacks below the given folder, unless an earlier start did. */
    static PostgresBinaries unpackedBelow(Path cache) throws IOException {
        String archive = archiveFor(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        Files.createDirectories(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        requireOwnFolder(cache);
        Path directory = cache.resolve(digest(archive));
        // Two JVMs may start at once; the second one waits and then finds everything there.
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            if (!Files.exists(directory.resolve(UNPACKED_MARK))) {
                unpackInto(directory, archive);
                Files.createFile(directory.resolve(UNPACKED_MARK));
            }
        }
        return new PostgresBinaries(directory);
    }

    Path executable(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /** The resource with the executables for an operating system and a processor. */
    static String archiveFor(String system, String processor) {
        return switch (system + "/" + processor) {
            case "Linux/amd64" -> "/postgres-linux-x86_64.txz";
            case "Linux/aarch64" -> "/postgres-linux-arm_64.txz";
            case String other ->
                throw new EmbeddedPostgresException(
                        "the embedded PostgreSQL is built for Linux/amd64 and Linux/aarch64," + " and this is " + other
                                + "; give the URL of a PostgreSQL server instead (DATABASE_URL)");
        };
    }

    /**
     * Refuses files that another user could have put there, since the default cache is in the shared temporary folder.
     */
    private static void requireOwnFolder(Path cache) throws IOException {
        String owner = Files.getOwner(cache).getName();
        boolean others = Files.getPosixFilePermissions(cache).stream().anyMatch(WRITABLE_BY_OTHERS::contains);
        if (!owner.equals(System.getProperty("user.name")) || others) {
            throw new EmbeddedPostgresException("the folder " + cache + " belongs to " + owner
                    + (others ? " and others can write to it" : "") + "; remove it, or point java.io.tmpdir elsewhere");
        }
    }

    private static String digest(String resource) throws IOException {
        try (InputStream archive = open(resource)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static InputStream open(String resource) {
        InputStream archive = PostgresBinaries.class.getResourceAsStream(resource);
        if (archive == null) {
            throw new EmbeddedPostgresException("the PostgreSQL binaries are not on the class path"
                    + "; give the URL of a PostgreSQL server instead (DATABASE_URL)");
        }
        return archive;
    }

    private static void unpackInto(Path directory, String resource) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(resource))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, directory);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("archive entry leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
