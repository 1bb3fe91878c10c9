package org.fhevm.coprocessor.cli.computations;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Rows that servers and workers write, and the commands on them. Handles are short names in ASCII. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ComputationScenario {
    static final String WORKER = "host-1/4711";

    Database database;
    String url;
    TenantId tenant;

    @BeforeAll
    void open(TestServer server) {
        DatabaseUrl fresh = server.newDatabase();
        url = server.postgres().urlText(fresh.database());
        database = Database.open(DatabaseConfig.of(fresh).withMaximumPoolSize(2));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() throws Exception {
        database.dsl()
                .truncate(COMPUTATIONS, CIPHERTEXTS, TENANTS, WORKERS)
                .restartIdentity()
                .cascade()
                .execute();
        tenant = addTenant();
    }

    CommandRun run(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("computations"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--database-url", url));
        return CommandRun.of(all.toArray());
    }

    /** The names in a list, in order. */
    static List<String> listed(CommandRun run) {
        return run.out()
                .lines()
                .filter(line -> line.contains("0x"))
                .map(line -> name(line.strip().split(" +")[1]))
                .toList();
    }

    static String name(String hex) {
        return new String(Handle.fromHex(hex).bytes(), StandardCharsets.US_ASCII);
    }

    static Handle handle(String name) {
        return Handle.of(name.getBytes(StandardCharsets.US_ASCII));
    }

    static String hex(String name) {
        return handle(name).hex();
    }

    static String literal(String name) {
        return "'\\x" + hex(name).substring(2) + "'::bytea";
    }

    TenantId addTenant() throws Exception {
        return new TenantRepository(database)
                .insert(new NewTenant(
                        UUID.randomUUID(),
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
    }

    void store(String name) {
        new CiphertextRepository(database.dsl())
                .insert(tenant, List.of(NewCiphertext.computed(handle(name), FheType.UINT64, Bytes.of(new byte[] {1
                }))));
    }

    static TypedComputation computation(String output, String left, String right) {
        return new TypedComputation(
                new Computation(
                        handle(output),
                        FheOperation.ADD,
                        List.of(new Operand.Encrypted(handle(left)), new Operand.Encrypted(handle(right)))),
                FheType.UINT64);
    }

    void add(String output, String left, String right) {
        submit(tenant, computation(output, left, right));
    }

    void submit(TenantId owner, TypedComputation... computations) {
        new ComputationRepository(database.dsl()).insert(owner, List.of(computations));
    }

    void fail(String name, String reason) {
        fail(tenant, name, reason);
    }

    void fail(TenantId owner, String name, String reason) {
        mark(Failure.ofItself(new TenantHandle(owner, handle(name)), reason));
    }

    void failWith(String name, String root) {
        mark(new Failure(new TenantHandle(tenant, handle(name)), "depends on " + root, handle(root)));
    }

    /** Marks a computation as failed, as workers do. */
    void mark(Failure failure) {
        new Transactions(database).run(transaction -> FailureMarks.set(transaction, List.of(failure)));
    }

    UUID worker(int secondsLeft) {
        UUID id = UUID.randomUUID();
        database.dsl()
                .execute(
                        "insert into workers (worker_id, name, expires_at) values (?, ?, now() + ? * interval '1 second')",
                        id,
                        WORKER,
                        secondsLeft);
        return id;
    }

    /** Makes a computation look as if it had been accepted 20 minutes ago, with an hour for its unknown input. */
    void awaitUnknown(String name, String input) {
        set(
                name,
                "waits_for = " + literal(input) + ", unknown_input_since = now() - interval '20 minutes',"
                        + " unknown_input_deadline = now() + interval '40 minutes'");
    }

    void lease(String name, int secondsLeft) {
        UUID id = worker(secondsLeft);
        database.dsl()
                .execute(
                        "update computations set lease_worker = ? where output_handle = ?",
                        id,
                        handle(name).bytes());
    }

    void set(String name, String assignments) {
        database.dsl().execute("update computations set " + assignments + " where output_handle = " + literal(name));
    }
}
