package org.fhevm.coprocessor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.PgBouncer;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server and worker behind PgBouncer in transaction mode: a transfer, from encrypted inputs to decrypted balances. */
@EmbeddedDatabase
@Timeout(120)
class PooledDatabaseTest {
    private static final int CONNECTIONS = 4;

    @TempDir
    private Path folder;

    @Test
    void aTransferNeedsNoSessionOfTheDatabase(TestServer server) throws IOException {
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "transaction", CONNECTIONS)) {
            transfer(server, direct -> through(bouncer, server, direct));
        }
    }

    @Test
    void aTransferUsesTheDirectWayForAnnouncements(TestServer server) throws IOException {
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "transaction", CONNECTIONS)) {
            transfer(
                    server,
                    direct -> through(bouncer, server, direct)
                            .withDirect(DatabaseUrl.parse(server.postgres().urlText(direct.database()))));
        }
    }

    private static DatabaseUrl through(PgBouncer bouncer, TestServer server, DatabaseUrl direct) {
        return DatabaseUrl.parse(bouncer.through(server.postgres().urlText(direct.database())));
    }

    private void transfer(TestServer server, UnaryOperator<DatabaseUrl> way) throws IOException {
        Balances before = new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
        try (RunningCoprocessor coprocessor = RunningCoprocessor.startThrough(server, way)) {
            String apiKey = coprocessor.addTenant(ToyKeyFolder.ours(folder.resolve("keys")));
            try (CoprocessorClient client = CoprocessorClient.connect(coprocessor.url(), UUID.fromString(apiKey))) {
                Balances after = new ConfidentialTransfer(
                                client,
                                ToyCrs.prover(),
                                TenantAddresses.TEST,
                                ToyKeys.shared().clientKey(),
                                FheType.UINT64,
                                new PhaseLog(new PrintWriter(new StringWriter())))
                        .run(before, BigInteger.TEN);

                assertThat(after).isEqualTo(before.after(BigInteger.TEN));
            }
        }
    }
}
