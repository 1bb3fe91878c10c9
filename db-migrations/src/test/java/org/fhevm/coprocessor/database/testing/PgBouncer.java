package org.fhevm.coprocessor.database.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;

/** A PgBouncer in front of the test server, which lends each client one of the server's connections. */
public final class PgBouncer implements AutoCloseable {
    private static final List<Path> USUAL_PLACES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));
    private static final String UNPRIVILEGED_UID = "65534";

    private final Path folder;
    private final Process process;
    private final int port;

    private PgBouncer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one; skips the test, with the reason, on a machine without the program.
     *
     * @param mode {@code transaction} or {@code session}
     * @param serverConnections how many connections of the server there are for all clients
     */
    public static PgBouncer start(EmbeddedPostgres server, String mode, int serverConnections) throws IOException {
        Optional<Path> program =
                USUAL_PLACES.stream().filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(program.isPresent(), "PgBouncer is not installed (Debian: apt-get install pgbouncer)");
        Path folder = Files.createTempDirectory("pgbouncer");
        int port = freePort();
        String url = server.urlText("postgres");
        String password = url.replaceFirst(".*://[^:]*:([^@]*)@.*", "$1");
        Files.writeString(folder.resolve("users"), "\"postgres\" \"" + password + "\"\n");
        Files.writeString(folder.resolve("ini"), """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = md5
                auth_file = %s
                pool_mode = %s
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        server.port(), port, folder.resolve("users"), mode, serverConnections));
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PgBouncer refuses to run as root, as PostgreSQL does.
            command.addAll(List.of(
                    "setpriv", "--reuid=" + UNPRIVILEGED_UID, "--regid=" + UNPRIVILEGED_UID, "--clear-groups", "--"));
            for (Path file : List.of(folder, folder.resolve("users"), folder.resolve("ini"))) {
                Files.setAttribute(file, "unix:uid", Integer.parseInt(UNPRIVILEGED_UID));
            }
        }
        command.addAll(List.of(program.get().toString(), folder.resolve("ini").toString()));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PgBouncer started = new PgBouncer(folder, process, port);
        Awaitility.await("PgBouncer listens").atMost(Duration.ofSeconds(20)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("PgBouncer does not start: " + Files.readString(log));
            }
            return started.listens();
        });
        return started;
    }

    /** The same database by way of this PgBouncer, with the password. */
    public String through(String directUrl) {
        return directUrl.replaceFirst("@[^/]*/", "@127.0.0.1:" + port + "/");
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
