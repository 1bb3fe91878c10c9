package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Requests.bytes;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.fhevmcoprocessor.GenericResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Long calls of one tenant leave another tenant the resources that its calls need. */
@EmbeddedDatabase
class FairCallsTest {

    private static final String OTHER_KEY = "a1503fb6-d79b-4e9e-826d-44cf262f3e06";
    private static final String HANDLE = "11".repeat(30) + "0200";

    @Test
    void aTenantWhoseCallsAllWaitForTheDatabaseLeavesAConnectionForOthers(Database database) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.with(database, new FakeEvaluator());
                Connection blocking = database.openDedicatedConnection()) {
            server.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
            blocking.setAutoCommit(false);
            insert(blocking, server);
            List<CompletableFuture<GenericResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 2 * database.config().maximumPoolSize(); i++) {
                calls.add(CompletableFuture.supplyAsync(
                        () -> server.client().trivialEncryptCiphertexts(trivial(value(HANDLE, FheType.UINT8, "01"))),
                        Thread::startVirtualThread));
            }
            await().until(() -> gauge(server, "waiting") > 0);

            assertThat(server.client("bearer " + OTHER_KEY)
                            .withDeadlineAfter(5, TimeUnit.SECONDS)
                            .getCiphertexts(get(HANDLE))
                            .getResponsesList())
                    .hasSize(1);

            blocking.rollback();
            for (CompletableFuture<GenericResponse> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).getResponseCode()).isZero();
            }
            // A call gives its turn back after its answer has reached the caller.
            await().until(() -> gauge(server, "running") + gauge(server, "waiting") == 0);
        }
    }

    private static double gauge(ServerUnderTest server, String state) {
        return server.metrics()
                .registry()
                .get("coprocessor_calls_running")
                .tag("state", state)
                .gauge()
                .value();
    }

    /** Another insert of this row waits for the end of the transaction. */
    private static void insert(Connection connection, ServerUnderTest server) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                values (?, ?, ?, 0, 2)
                """)) {
            statement.setInt(1, server.tenant().value());
            statement.setBytes(2, bytes(HANDLE).toByteArray());
            statement.setBytes(3, new byte[1]);
            statement.executeUpdate();
        }
    }
}
