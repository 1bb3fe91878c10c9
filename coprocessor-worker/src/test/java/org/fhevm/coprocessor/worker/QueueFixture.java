package org.fhevm.coprocessor.worker;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.CLAIM_READINGS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.Record;

/** Puts computations into a queue and reads their outcomes. Handles are short names in ASCII. */
public final class QueueFixture {
    private final Database database;

    public QueueFixture(Database database) {
        this.database = database;
    }

    public void clear() {
        database.dsl()
                .truncate(COMPUTATIONS, CIPHERTEXTS, TENANTS, WORKERS, CLAIM_READINGS)
                .restartIdentity()
                .cascade()
                .execute();
    }

    /** A tenant with an empty key; ids count from 1 after {@link #clear}. */
    public TenantId addTenant() throws Exception {
        return new TenantRepository(database)
                .insert(new NewTenant(
                        UUID.randomUUID(),
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
    }

    public void store(TenantId tenant, String name, FheType type, long value) {
        storeBytes(tenant, name, type, ClearEvaluator.stored(type, value));
    }

    public void storeBytes(TenantId tenant, String name, FheType type, byte[] bytes) {
        new CiphertextRepository(database.dsl())
                .insert(tenant, List.of(NewCiphertext.computed(handle(name), type, Bytes.of(bytes))));
    }

    /** Inserts a request, computations in the order given, and announces it. */
    public void submit(TenantId tenant, TypedComputation... computations) {
        database.dsl().transaction(configuration -> {
            ComputationRepository repository = new ComputationRepository(configuration.dsl());
            repository.insert(tenant, List.of(computations));
            repository.announceWork();
        });
    }

    /** As {@link #submit}, but without an announcement. */
    public void submitSilently(TenantId tenant, TypedComputation... computations) {
        new ComputationRepository(database.dsl()).insert(tenant, List.of(computations));
    }

    public static TypedComputation add(String output, String left, String right) {
        return binary(FheOperation.ADD, FheType.UINT64, output, left, right);
    }

    public static TypedComputation binary(
            FheOperation operation, FheType type, String output, String left, String right) {
        return computation(output, type, operation, input(left), input(right));
    }

    public static TypedComputation addScalar(String output, String left, int scalar) {
        return computation(output, FheType.UINT64, FheOperation.ADD, input(left), scalar(scalar));
    }

    public static TypedComputation select(String output, String condition, String ifTrue, String ifFalse) {
        return computation(
                output, FheType.UINT64, FheOperation.IF_THEN_ELSE, input(condition), input(ifTrue), input(ifFalse));
    }

    public static TypedComputation encrypt(String output, FheType type, int value) {
        return computation(output, type, FheOperation.TRIVIAL_ENCRYPT, scalar(value), scalar(type.code()));
    }

    private static TypedComputation computation(
            String output, FheType type, FheOperation operation, Operand... operands) {
        return new TypedComputation(new Computation(handle(output), operation, List.of(operands)), type);
    }

    private static Operand input(String name) {
        return new Operand.Encrypted(handle(name));
    }

    private static Operand scalar(int value) {
        return new Operand.Scalar(Bytes.of(new byte[] {(byte) value}));
    }

    public static Handle handle(String name) {
        return Handle.ofAnyLength(name.getBytes(StandardCharsets.US_ASCII));
    }

    public static String name(Handle handle) {
        return new String(handle.bytes(), StandardCharsets.US_ASCII);
    }

    public static TenantHandle key(TenantId tenant, String name) {
        return new TenantHandle(tenant, handle(name));
    }

    public Record row(TenantId tenant, String name) {
        return database.dsl()
                .selectFrom(COMPUTATIONS)
                .where(COMPUTATIONS.TENANT_ID.eq(tenant.value()))
                .and(COMPUTATIONS.OUTPUT_HANDLE.eq(handle(name).bytes()))
                .fetchSingle();
    }

    public boolean isCompleted(TenantId tenant, String name) {
        return row(tenant, name).get(COMPUTATIONS.IS_COMPLETED);
    }

    /** The error message of a failed computation. */
    public Optional<String> error(TenantId tenant, String name) {
        Record row = row(tenant, name);
        return row.get(COMPUTATIONS.IS_ERROR) ? Optional.of(row.get(COMPUTATIONS.ERROR_MESSAGE)) : Optional.empty();
    }

    /** The value of a stored result. */
    public Optional<Long> value(TenantId tenant, String name) {
        return Optional.ofNullable(new CiphertextRepository(database.dsl())
                        .find(tenant, List.of(handle(name)))
                        .get(handle(name)))
                .map(stored -> ClearEvaluator.value(stored.content().array()));
    }

    /** Computations that are neither completed nor failed. */
    public int pending() {
        return database.dsl()
                .fetchCount(COMPUTATIONS, COMPUTATIONS.IS_COMPLETED.isFalse().and(COMPUTATIONS.IS_ERROR.isFalse()));
    }

    public List<String> waiting() {
        List<String> names = new ArrayList<>();
        database.dsl()
                .select(COMPUTATIONS.OUTPUT_HANDLE)
                .from(COMPUTATIONS)
                .where(COMPUTATIONS.WAITS_FOR.isNotNull())
                .forEach(row -> names.add(name(Handle.ofAnyLength(row.value1()))));
        return names;
    }

    public static TypedComputation[] all(TypedComputation[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(TypedComputation[]::new);
    }
}
