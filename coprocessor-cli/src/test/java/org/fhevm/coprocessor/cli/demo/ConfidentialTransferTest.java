package org.fhevm.coprocessor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server and worker, the way the daemon runs them, through their sockets and a real database, at toy parameters. */
@EmbeddedDatabase
class ConfidentialTransferTest {
    @TempDir
    private Path folder;

    private RunningCoprocessor coprocessor;
    private String apiKey;

    @BeforeEach
    void start(TestServer server) throws IOException {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        coprocessor = RunningCoprocessor.start(server);
        apiKey = coprocessor.addTenant(keys);
    }

    @AfterEach
    void stop() {
        coprocessor.close();
    }

    @ParameterizedTest
    @CsvSource({"10, 90, 30", "100, 0, 120", "101, 100, 20", "18446744073709551615, 100, 20", "0, 100, 20"})
    void theBalancesAreThoseOfATransferInTheClear(BigInteger amount, BigInteger alice, BigInteger bob) {
        ToyKeys keys = ToyKeys.shared();
        Balances before = new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
        try (CoprocessorClient client = client(apiKey)) {
            Balances after = new ConfidentialTransfer(
                            client, ToyCrs.prover(), TenantAddresses.TEST, keys.clientKey(), FheType.UINT64, silent())
                    .run(before, amount);

            assertThat(after).isEqualTo(new Balances(alice, bob)).isEqualTo(before.after(amount));
        }
    }

    @Test
    void theCommandPrintsBalancesThatAddUp() {
        CommandRun run = transfer();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("total +120 +120").contains("4 euint64", "The balances add up.");
        assertThat(run.out()).doesNotContain(apiKey);
    }

    @Test
    void manyTransfersAtOnceAreBetweenAccountsOfTheirOwn() {
        CommandRun run = transfer("--type", "euint8", "--count", "3");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("4 euint8", "6 ciphertexts").containsOnlyOnce("The balances add up.");
        try (Database database = Database.open(DatabaseConfig.of(DatabaseUrl.parse(coprocessor.databaseUrl())))) {
            assertThat(database.dsl().fetchCount(INPUT_BLOBS)).isEqualTo(3);
        }
    }

    @Test
    void inputsThatTheServerExpandedAreNotDecompressed() throws Exception {
        CommandRun run = transfer();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(metrics().lines())
                .contains("coprocessor_worker_value_cache_misses_total 0.0")
                .filteredOn(line -> line.startsWith("coprocessor_worker_value_cache_hits_total"))
                .isNotEqualTo(List.of("coprocessor_worker_value_cache_hits_total 0.0"));
    }

    private String metrics() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(coprocessor.observability("/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void theTenantsFilesAreNeeded() throws IOException {
        Path crs = folder.resolve("keys").resolve("pp");
        Files.delete(crs);

        CommandRun run = transfer();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("coprocessor: there is no common reference string at " + crs);
    }

    @Test
    void amountsFitTheirType() {
        CommandRun tooMuch = transfer("--type", "euint8", "--amount", "256");
        assertThat(tooMuch.exitCode()).isEqualTo(1);
        assertThat(tooMuch.err()).contains("an amount is a euint8, so it cannot be 256");

        CommandRun uncovered = transfer("--type", "euint8", "--amount", "255");
        assertThat(uncovered.exitCode()).as(uncovered.err()).isZero();
        assertThat(uncovered.out()).contains("nothing moved");

        CommandRun noNumber = transfer("--type", "ebool");
        assertThat(noNumber.exitCode()).isEqualTo(1);
        assertThat(noNumber.err()).contains("there is no type ebool here; there are euint8, euint16");
    }

    @Test
    void theSmokeTestPrintsHandleAndCiphertext() throws IOException {
        CommandRun run =
                CommandRun.of("smoke-test", "--coprocessor-url", coprocessor.url(), "--tenant-api-key", apiKey);
        JsonAnswers.of("smoke-test", "--coprocessor-url", coprocessor.url(), "--tenant-api-key", apiKey);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("output handle: 0x[0-9a-f]{16}\n");
        assertThat(run.out()).containsPattern("output ciphertext: 0x[0-9a-f]{200,}\n");
    }

    @Test
    void aStrangerIsTurnedAway() {
        CommandRun run = CommandRun.of(
                "smoke-test", "--coprocessor-url", coprocessor.url(), "--tenant-api-key", UUID.randomUUID());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("API key unknown/invalid/not provided");
    }

    @Test
    void wrongBalancesAreAFailure() {
        Balances before = new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
        Balances wrong = new Balances(BigInteger.valueOf(90), BigInteger.valueOf(31));

        assertThatThrownBy(
                        () -> TransferReport.print(before, BigInteger.TEN, wrong, new PrintWriter(new StringWriter())))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the balances are wrong");
    }

    private CommandRun transfer(Object... options) {
        List<Object> command = new ArrayList<>(List.of("transfer", "--coprocessor-url", coprocessor.url()));
        command.addAll(List.of("--tenant-api-key", apiKey, "--keys", folder.resolve("keys")));
        command.addAll(List.of(options));
        return CommandRun.of(command.toArray());
    }

    private CoprocessorClient client(String key) {
        return CoprocessorClient.connect(coprocessor.url(), UUID.fromString(key));
    }

    private static PhaseLog silent() {
        return new PhaseLog(new PrintWriter(new StringWriter()));
    }
}
