package org.fhevm.coprocessor.database.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL server of our own. Its folder holds
 *
 * <pre>
 *   lock        held by the JVM that runs the server; the system frees it if the JVM is killed
 *   password    of the superuser, readable by its owner only
 *   data/       the server's data folder, owned by the server's account
 *   server.log  what the server printed
 * </pre>
 *
 * <p>A server found running in a folder whose lock is free was left behind by a killed JVM: it is stopped first, and
 * its data is recovered by PostgreSQL as after any restart.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String SUPERUSER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 3;

    private final Path folder;
    private final Data data;
    private final ServerCommands commands;
    private final FileChannel lockChannel;
    private final int port;
    private final String password;
    private boolean closed;

    private EmbeddedPostgres(
            Path folder, Data data, ServerCommands commands, FileChannel lockChannel, int port, String password) {
        this.folder = folder;
        this.data = data;
        this.commands = commands;
        this.lockChannel = lockChannel;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts a server in the given folder, which is created if need be.
     *
     * @throws EmbeddedPostgresException if the machine does not allow it, or another process uses the folder; the
     *     message says why
     */
    public static EmbeddedPostgres start(Path folder, Data data) {
        try {
            Path absolute = folder.toAbsolutePath().normalize();
            Files.createDirectories(absolute);
            FileChannel lockChannel = lock(absolute);
            try {
                return startLocked(absolute, data, lockChannel);
            } catch (IOException | RuntimeException e) {
                lockChannel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot start the embedded PostgreSQL in " + folder + ": " + e, e);
        }
    }

    /** URL of a database of this server, with credentials; {@code postgres} always exists. */
    public DatabaseUrl url(String database) {
        return DatabaseUrl.parse(urlText(database));
    }

    /** As {@link #url}, as text for other programs; holds the password. */
    public String urlText(String database) {
        return "postgres://" + SUPERUSER + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    /** Stops the server as an operator would ("fast": sessions are ended), for tests of outages. */
    public void stop() {
        commands.stop();
    }

    /** Starts a stopped server again, on the same port and data. */
    public void startAgain() {
        start(commands, port).ifPresent(reason -> {
            throw new EmbeddedPostgresException("the embedded PostgreSQL did not come back: " + reason);
        });
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        commands.stop();
        try {
            if (data == Data.DISCARDED) {
                deleteContents(folder);
            }
            lockChannel.close();
        } catch (IOException e) {
            LOG.warn("cannot tidy up {}: {}", folder, e.toString());
        }
    }

    private static EmbeddedPostgres startLocked(Path folder, Data data, FileChannel lockChannel) throws IOException {
        PostgresBinaries binaries = PostgresBinaries.unpackedBelow(defaultCache());
        Path dataFolder = folder.resolve("data");
        Files.createDirectories(dataFolder);
        Files.setPosixFilePermissions(dataFolder, PosixFilePermissions.fromString("rwx------"));
        ServerAccount account = ServerAccount.forFolder(dataFolder, binaries);
        ServerCommands commands = new ServerCommands(binaries, account, dataFolder, folder.resolve("server.log"));
        commands.stopLeftBehind();
        if (data == Data.DISCARDED) {
            deleteContents(dataFolder);
        }
        String password = initialize(folder, dataFolder, commands);
        int port = startOnFreePort(commands);
        LOG.info(
                "embedded PostgreSQL listens on 127.0.0.1:{} (account: {}, data: {})",
                port,
                account.description(),
                dataFolder);
        return new EmbeddedPostgres(folder, data, commands, lockChannel, port, password);
    }

    /** Creates the data folder's content unless it is there, and returns the superuser's password. */
    private static String initialize(Path folder, Path dataFolder, ServerCommands commands) throws IOException {
        Path passwordFile = folder.resolve("password");
        if (Files.exists(dataFolder.resolve("PG_VERSION")) && Files.exists(passwordFile)) {
            return Files.readString(passwordFile).strip();
        }
        // Without a version file, an earlier initialization was cut short and left nothing worth keeping.
        deleteContents(dataFolder);
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, password);
        commands.initialize(SUPERUSER, passwordFile);
        return password;
    }

    private static int startOnFreePort(ServerCommands commands) throws IOException {
        List<String> reasons = new ArrayList<>();
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = freePort();
            Optional<String> failure = start(commands, port);
            if (failure.isEmpty()) {
                return port;
            }
            reasons.add(failure.get());
        }
        throw new EmbeddedPostgresException("the embedded PostgreSQL does not start: " + reasons.getLast());
    }

    private static Optional<String> start(ServerCommands commands, int port) {
        return commands.start(port, START_TIMEOUT);
    }

    /** A free port. Another process may take it before the server does; then the caller tries again. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new EmbeddedPostgresException("the embedded PostgreSQL in " + folder
                    + " is in use by another process; stop that one, or use another folder");
        }
        return channel;
    }

    private static Path defaultCache() {
        return Path.of(System.getProperty("java.io.tmpdir"), "coprocessor-postgres-" + System.getProperty("user.name"));
    }

    /** Deletes everything but the lock file, which is still held. */
    private static void deleteContents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder) && !file.equals(folder.resolve("lock"))) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The fate of the data when the server stops. */
    public enum Data {
        /** The data stay, and the next start finds them. */
        KEPT,
        /** The data are deleted; every start begins with an empty server. */
        DISCARDED
    }
}
