package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.Main;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches the whole database and all logs at the finest level for secrets that a coprocessor worked with. They would
 * be of use to a thief of a backup or to a reader of logs.
 */
@EmbeddedDatabase
class SecretsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String COLUMN_KEY = UUID.randomUUID().toString();
    private static final String WRONG_KEY = UUID.randomUUID().toString();
    private static final String DATABASE_PASSWORD = "password-for-tests-" + UUID.randomUUID();
    private static final String SIGNING_KEY = "5ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab902";

    /** Of a key's bits, so that no other data contains them by chance. */
    private static final int SEARCHED_KEY_BYTES = 1024;

    @TempDir
    private Path folder;

    @Test
    void neitherDatabaseNorLogsHoldAUsableSecret(TestServer server, Database database) throws Exception {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        String administration =
                server.postgres().urlText(database.config().url().database());
        database.dsl().execute("create role searched superuser login password '" + DATABASE_PASSWORD + "'");
        run(
                "insert-tenant",
                "--database-url",
                administration,
                "--pks-file",
                keys.publicKey(),
                "--sks-file",
                keys.serverKey(),
                "--public-params-file",
                keys.publicParameters(),
                "--tenant-api-key",
                COLUMN_KEY,
                "--acl-contract-address",
                "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                "--verifying-contract-address",
                "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                "--chain-id",
                12345);
        Path keyFile = folder.resolve("api-key");
        String tenant = String.valueOf(database.dsl().fetchValue("select tenant_id from tenants"));
        run(
                "tenant",
                "api-key",
                "add",
                "--database-url",
                administration,
                "--tenant",
                tenant,
                "--name",
                "all",
                "--rights",
                "all",
                "--output-file",
                keyFile);
        String namedKey = Files.readString(keyFile).strip();
        Path audit = folder.resolve("audit.log");
        Path log = folder.resolve("coprocessor.log");

        serve(server, database, audit, log, port -> {
            assertSucceeded(transfer(port, COLUMN_KEY));
            run("tenant", "api-key", "retire", "--database-url", administration, "--tenant", tenant);
            assertSucceeded(transfer(port, namedKey));
            assertThat(transfer(port, WRONG_KEY).exitCode()).isNotZero();
        });

        Map<String, String> places = new LinkedHashMap<>();
        tables(database).forEach(table -> places.put("table " + table, rows(database, table)));
        places.put("log", Files.readString(log));
        places.put("audit log", Files.readString(audit));
        assertThat(places.get("table computations"))
                .as("something was computed")
                .isNotBlank();
        assertThat(places.get("log")).as("the finest level").contains("\"level\":\"DEBUG\"");
        assertThat(places.get("audit log")).contains("AsyncCompute", "\"key\":\"all\"");
        secrets(keys, namedKey)
                .forEach((name, secret) -> places.forEach((place, text) -> assertThat(
                                text.toLowerCase(Locale.ROOT).contains(secret))
                        .as("%s contains %s", place, name)
                        .isFalse()));
    }

    /** The texts to look for, in lower case. */
    private static Map<String, String> secrets(KeyFolder keys, String namedKey) throws IOException {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (Map.Entry<String, String> key : Map.of(
                        "the key of the 0.6 column", COLUMN_KEY,
                        "the named key", namedKey,
                        "a key that is tried", WRONG_KEY)
                .entrySet()) {
            secrets.put(key.getKey(), key.getValue());
            secrets.put(key.getKey() + ", as digits", key.getValue().replace("-", ""));
        }
        secrets.put("the database password", DATABASE_PASSWORD);
        secrets.put("the signing key", SIGNING_KEY);
        byte[] clientKey = Files.readAllBytes(keys.clientKey());
        int middle = clientKey.length / 2;
        secrets.put(
                "the client key",
                HexFormat.of().formatHex(Arrays.copyOfRange(clientKey, middle, middle + SEARCHED_KEY_BYTES)));
        return secrets;
    }

    private static List<String> tables(Database database) {
        return database.dsl()
                .fetch(
                        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
                .getValues(0, String.class);
    }

    /** All columns; bytes are hexadecimal. */
    private static String rows(Database database, String table) {
        return String.join(
                "\n",
                database.dsl()
                        .fetch("select row_of::text from " + table + " as row_of")
                        .getValues(0, String.class));
    }

    private void serve(TestServer server, Database database, Path audit, Path log, Use use) throws Exception {
        int port = freePort();
        Path signingKey = SigningKeyFiles.ownerOnly(folder.resolve("coprocessor.key"), SIGNING_KEY);
        Path password = SigningKeyFiles.ownerOnly(folder.resolve("password"), DATABASE_PASSWORD);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:ObjectAlignmentInBytes=64",
                "--add-modules=jdk.incubator.vector",
                "--class-path",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(
                "--run-server",
                "--run-bg-worker",
                "--log-level=trace",
                "--server-addr=127.0.0.1:" + port,
                "--metrics-addr=",
                "--coprocessor-private-key=" + signingKey,
                "--audit-log=" + audit,
                "--coprocessor-fhe-threads=2",
                "--database-url=postgres://searched@127.0.0.1:"
                        + server.postgres().port() + "/"
                        + database.config().url().database(),
                "--database-password-file=" + password));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> accepts(port) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            use.of(port);
        } finally {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private CommandRun transfer(int port, String apiKey) {
        return CommandRun.of(
                "transfer",
                "--coprocessor-url",
                "http://127.0.0.1:" + port,
                "--tenant-api-key",
                apiKey,
                "--keys",
                folder.resolve("keys"),
                "--type",
                "euint8");
    }

    private static void run(Object... command) {
        assertSucceeded(CommandRun.of(command));
    }

    private static void assertSucceeded(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What is done with a running coprocessor. */
    @FunctionalInterface
    private interface Use {
        void of(int port) throws Exception;
    }
}
