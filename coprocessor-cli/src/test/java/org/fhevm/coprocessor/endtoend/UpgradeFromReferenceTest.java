package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of {@code docs/upgrade.md}: a database of the 0.6 backend comes here with pending rows, and goes back. */
@EmbeddedDatabase
class UpgradeFromReferenceTest {
    private static final UUID API_KEY = UUID.fromString("a1503fb6-d79b-4e9e-826d-44cf262f3e05");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aDatabaseOfTheReferenceIsWorkedOnAndGoesBack(TestServer server) throws IOException {
        DatabaseUrl url = server.newEmptyDatabase();
        String urlText = server.postgres().urlText(url.database());
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        try (Database database = Database.open(DatabaseConfig.of(url))) {
            database.dsl().execute(script("/reference-database.sql"));
            database.dsl().execute("delete from computations");
            database.dsl().execute("delete from ciphertexts");
            useKeys(database, keys);
            insertAsReference(database, "10", "decode('07', 'hex')", FheOperation.TRIVIAL_ENCRYPT);
            insertAsReference(database, "11", "'\\x10'::bytea", FheOperation.ADD);
            List<String> required = requiredColumns(database);

            assertThat(CommandRun.of("migrate", "--database-url", urlText).exitCode())
                    .isZero();
            try (RunningCoprocessor coprocessor = RunningCoprocessor.startThrough(server, fresh -> url)) {
                awaitResult(database, "11");
                // As a server of 0.6 that is still there, while our worker runs.
                insertAsReference(database, "12", "'\\x11'::bytea", FheOperation.ADD);
                awaitResult(database, "12");
            }
            assertThat(decrypted(database, keys, "12")).contains(":19");
            assertThat(count(database, "computations where lease_worker is not null"))
                    .isZero();
            assertThat(CommandRun.of("tenant", "api-key", "retire", "--database-url", urlText, "--tenant", 1, "--force")
                            .exitCode())
                    .isZero();
            assertThat(requiredColumns(database)).hasSizeGreaterThan(10).isEqualTo(required);
            goBack(database);
        }
    }

    /** What the page says of 0.6 on a database that we have used. */
    private static void goBack(Database database) throws IOException {
        assertThat(count(database, "_sqlx_migrations")).isEqualTo(1);
        assertThat(count(database, "tenants where tenant_api_key = '" + API_KEY + "'"))
                .as("0.6 refuses the retired key, too")
                .isZero();
        database.dsl().execute(script("/reference-statements.sql"));
        assertThat(count(database, "computations where output_handle = '\\x03' and is_completed"))
                .isEqualTo(1);
    }

    /** Columns of the reference's tables that an insert has to name. */
    private static List<String> requiredColumns(Database database) {
        return database.dsl()
                .fetch("select table_name || '.' || column_name from information_schema.columns where table_name in"
                        + " ('computations', 'ciphertexts', 'input_blobs', 'tenants') and is_nullable = 'NO'"
                        + " and column_default is null order by 1")
                .getValues(0, String.class);
    }

    private static void useKeys(Database database, KeyFolder keys) throws IOException {
        database.dsl()
                .execute(
                        "update tenants set tenant_api_key = ?, pks_key = ?, sks_key = ?, public_params = ?",
                        API_KEY,
                        Files.readAllBytes(keys.publicKey()),
                        Files.readAllBytes(keys.serverKey()),
                        Files.readAllBytes(keys.publicParameters()));
    }

    /**
     * The reference's statement for an operation with a number in the clear: six, or for trivial encryption the type.
     *
     * @param first SQL of the first operand
     */
    private static void insertAsReference(Database database, String handle, String first, FheOperation operation) {
        String second = operation == FheOperation.ADD ? "06" : String.format("%02x", FheType.UINT8.code());
        database.dsl()
                .execute(
                        "insert into computations (tenant_id, output_handle, dependencies, fhe_operation, is_completed,"
                                + " is_scalar, output_type) values (1, decode('" + handle + "', 'hex'), array[" + first
                                + ", decode('" + second + "', 'hex')], " + operation.code() + ", false, true, "
                                + FheType.UINT8.code() + ") on conflict (tenant_id, output_handle) do nothing");
    }

    private static void awaitResult(Database database, String handle) {
        await().atMost(PATIENCE)
                .until(() -> count(
                                database,
                                "computations where output_handle = decode('" + handle + "', 'hex')"
                                        + " and greatest(is_completed, is_error)")
                        == 1);
        assertThat(database.dsl()
                        .fetchSingle(
                                "select error_message from computations where output_handle = decode(?, 'hex')", handle)
                        .get(0))
                .isNull();
    }

    private String decrypted(Database database, KeyFolder keys, String handle) throws IOException {
        Path file = folder.resolve(handle);
        Files.write(
                file,
                database.dsl()
                        .fetchSingle("select ciphertext from ciphertexts where handle = decode(?, 'hex')", handle)
                        .get(0, byte[].class));
        CommandRun run = CommandRun.of("ciphertext", "decrypt", "--client-key", keys.clientKey(), file);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static int count(Database database, String rows) {
        return database.dsl().fetchSingle("select count(*)::int from " + rows).get(0, int.class);
    }

    private static String script(String resource) throws IOException {
        try (InputStream script = TestServer.class.getResourceAsStream(resource)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
