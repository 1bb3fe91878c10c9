package org.fhevm.coprocessor.cli.status;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;

import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Rows that servers and workers write. Handles are short names in ASCII. */
public final class QueueScenario {
    private final Database database;

    public QueueScenario(Database database) {
        this.database = database;
    }

    public void clear() {
        database.dsl()
                .truncate(COMPUTATIONS, CIPHERTEXTS, TENANTS, WORKERS)
                .restartIdentity()
                .cascade()
                .execute();
    }

    public TenantId addTenant() throws Exception {
        return new TenantRepository(database)
                .insert(new NewTenant(
                        UUID.randomUUID(),
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
    }

    public static Handle handle(String name) {
        return Models.handle(name);
    }

    public void store(TenantId tenant, String name) {
        Bytes ciphertext = Bytes.of(new byte[] {1});
        new CiphertextRepository(database.dsl())
                .insert(tenant, List.of(NewCiphertext.computed(handle(name), FheType.UINT64, ciphertext)));
    }

    public void add(TenantId tenant, String output, Operand left, Operand right) {
        Computation sum = new Computation(handle(output), FheOperation.ADD, List.of(left, right));
        new ComputationRepository(database.dsl()).insert(tenant, List.of(new TypedComputation(sum, FheType.UINT64)));
    }

    public void add(TenantId tenant, String output, String left, String right) {
        add(tenant, output, new Operand.Encrypted(handle(left)), new Operand.Encrypted(handle(right)));
    }

    public void fail(TenantId tenant, String name, String reason) {
        FailureMarks.Failure failure = FailureMarks.Failure.ofItself(new TenantHandle(tenant, handle(name)), reason);
        new Transactions(database).run(transaction -> FailureMarks.set(transaction, List.of(failure)));
    }

    public UUID worker(String name, int secondsLeft) {
        UUID id = UUID.randomUUID();
        database.dsl()
                .execute(
                        "insert into workers (worker_id, name, expires_at) values (?, ?, now() + ? * interval '1 second')",
                        id,
                        name,
                        secondsLeft);
        return id;
    }

    public void lease(String name, UUID worker) {
        database.dsl()
                .execute(
                        "update computations set lease_worker = ? where output_handle = ?",
                        worker,
                        handle(name).bytes());
    }

    public void set(String name, String assignments) {
        database.dsl()
                .execute(
                        "update computations set " + assignments + " where output_handle = ?",
                        handle(name).bytes());
    }
}
