package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** Connections to the embedded PostgreSQL over a Unix socket. */
@EmbeddedDatabase
@Timeout(60)
class UnixSocketTest {
    private Path folder;
    private ServerSocketChannel entrance;

    @BeforeEach
    void listen() throws IOException {
        // Short: the file's path has 107 bytes at most.
        folder = Files.createTempDirectory("pg");
        entrance = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        entrance.bind(UnixDomainSocketAddress.of(folder.resolve(".s.PGSQL.5432")));
    }

    @AfterEach
    void stopListening() throws IOException {
        entrance.close();
        Files.deleteIfExists(folder.resolve(".s.PGSQL.5432"));
        Files.delete(folder);
    }

    @Test
    void largeValuesTransactionsAndNotificationsComeThrough(TestServer server, Database direct) throws Exception {
        relay(server.postgres().port());
        try (Database database = Database.open(DatabaseConfig.of(url(server, direct)))) {
            byte[] large = new byte[5 << 20];
            large[large.length - 1] = 7;
            byte[] back = database.dsl()
                    .transactionResult(transaction -> transaction
                            .dsl()
                            .resultQuery("select ?::bytea", large)
                            .fetchSingle()
                            .get(0, byte[].class));
            assertThat(back).isEqualTo(large);
            try (Connection listener = database.openListeningConnection().orElseThrow()) {
                listener.createStatement().execute("listen here");
                PGConnection notifications = listener.unwrap(PGConnection.class);
                assertThat(notifications.getNotifications(20)).isNullOrEmpty();
                direct.dsl().execute("notify here");
                assertThat(notifications.getNotifications(10_000)).hasSize(1);
            }
        }
    }

    @Test
    void anAnswerThatDoesNotComeEndsTheConnectionInTime(TestServer server, Database direct) throws Exception {
        relay(server.postgres().port());
        DatabaseConfig config = DatabaseConfig.of(url(server, direct)).withSocketTimeout(Duration.ofSeconds(1));
        try (Database database = Database.open(config);
                Connection connection = database.openDedicatedConnection()) {
            connection.createStatement().execute("set statement_timeout = 0");
            assertThatThrownBy(() -> connection.createStatement().execute("select pg_sleep(30)"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closingEndsAReader() throws Exception {
        UnixSocket socket = new UnixSocket(folder.resolve(".s.PGSQL.5432"));
        socket.connect(null, 0);
        try (SocketChannel other = entrance.accept()) {
            CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return socket.getInputStream().read();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            assertThat(reading).isNotDone();
            socket.close();
            assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SocketException.class);
            assertThat(socket.isClosed()).isTrue();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> socket.getOutputStream().write(1)).isInstanceOf(SocketException.class);
        }
    }

    private DatabaseUrl url(TestServer server, Database database) {
        String text = server.postgres().urlText(database.config().url().database());
        return DatabaseUrl.parse(text.replaceFirst("@[^/]*/", "@/") + "?host=" + folder);
    }

    private void relay(int port) {
        Thread.startVirtualThread(() -> {
            while (entrance.isOpen()) {
                try {
                    SocketChannel near = entrance.accept();
                    SocketChannel far = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                    Thread.startVirtualThread(() -> copy(near, far));
                    Thread.startVirtualThread(() -> copy(far, near));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void copy(ByteChannel from, ByteChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One end is gone; closing tells the other.
        }
    }
}
