package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@EmbeddedDatabase
class RepositoriesTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final TenantId OTHER = new TenantId(2);
    private static final Handle A = Handle.fromHex("0a");
    private static final Handle B = Handle.fromHex("0b");
    private static final Handle C = Handle.fromHex("0c");

    private final Database database;
    private Transactions transactions;

    RepositoriesTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void connect() {
        transactions = new Transactions(database);
    }

    @AfterEach
    void empty() {
        database.dsl().truncate(COMPUTATIONS, CIPHERTEXTS, INPUT_BLOBS).execute();
    }

    @Test
    void storesEveryColumnOfAComputation() {
        int inserted = insert(TENANT, add(C, A, B));

        assertThat(inserted).isEqualTo(1);
        var row = database.dsl().selectFrom(COMPUTATIONS).fetchSingle();
        assertThat(row.get(COMPUTATIONS.OUTPUT_HANDLE)).containsExactly(0x0c);
        assertThat(row.get(COMPUTATIONS.OUTPUT_TYPE)).isEqualTo((short) 5);
        assertThat(row.get(COMPUTATIONS.DEPENDENCIES)).isDeepEqualTo(new byte[][] {{0x0a}, {0x0b}});
        assertThat(row.get(COMPUTATIONS.FHE_OPERATION)).isZero();
        assertThat(row.get(COMPUTATIONS.IS_SCALAR)).isFalse();
        assertThat(row.get(COMPUTATIONS.IS_COMPLETED)).isFalse();
        assertThat(row.get(COMPUTATIONS.IS_ERROR)).isFalse();
    }

    @Test
    void keepsOperandsOfAwkwardBytes() {
        byte[] quotes = "\"{,}\\ null".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] allBytes = new byte[256];
        IntStream.range(0, 256).forEach(i -> allBytes[i] = (byte) i);

        insert(
                TENANT,
                new TypedComputation(
                        new Computation(
                                C,
                                FheOperation.TRIVIAL_ENCRYPT,
                                List.of(scalar(quotes), scalar(allBytes), scalar(new byte[1]))),
                        FheType.UINT8));

        assertThat(database.dsl().fetchValue(COMPUTATIONS.DEPENDENCIES))
                .isDeepEqualTo(new byte[][] {quotes, allBytes, new byte[1]});
    }

    @Test
    void keepsTheFirstDefinitionOfAComputation() {
        insert(TENANT, add(C, A, B));

        int inserted = insert(TENANT, add(C, B, A), add(B, A, A));

        assertThat(inserted).isEqualTo(1);
        assertThat(database.dsl()
                        .select(COMPUTATIONS.DEPENDENCIES)
                        .from(COMPUTATIONS)
                        .where(COMPUTATIONS.OUTPUT_HANDLE.eq(C.bytes()))
                        .fetchSingle()
                        .value1())
                .isDeepEqualTo(new byte[][] {{0x0a}, {0x0b}});
    }

    @Test
    void queuesComputationsInTheOrderGiven() {
        List<TypedComputation> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(add(Handle.of(new byte[] {(byte) ((i * 7) % 251), (byte) i, (byte) (i >> 8)}), A, B));
        }

        insert(TENANT, many.toArray(TypedComputation[]::new));

        assertThat(database.dsl()
                        .select(COMPUTATIONS.OUTPUT_HANDLE)
                        .from(COMPUTATIONS)
                        .orderBy(COMPUTATIONS.SUBMISSION)
                        .fetch(row -> Handle.of(row.value1())))
                .containsExactlyElementsOf(
                        many.stream().map(TypedComputation::output).toList());
    }

    @Test
    void announcesWorkWhenTheTransactionCommits() throws Exception {
        try (Connection listener = database.openDedicatedConnection()) {
            listener.createStatement().execute("listen " + ComputationRepository.WORK_AVAILABLE);

            transactions.run(transaction -> new ComputationRepository(transaction).announceWork());

            assertThat(listener.unwrap(PGConnection.class).getNotifications(5000))
                    .singleElement()
                    .satisfies(notification -> {
                        assertThat(notification.getName()).isEqualTo("work_available");
                        assertThat(notification.getParameter()).isEmpty();
                    });
        }
    }

    @Test
    void readsCiphertextsBackPerTenantHighestVersionFirst() {
        CiphertextRepository ciphertexts = new CiphertextRepository(database.dsl());
        ciphertexts.insert(TENANT, List.of(NewCiphertext.computed(A, FheType.UINT8, Bytes.of(new byte[] {1}))));
        ciphertexts.insert(OTHER, List.of(NewCiphertext.computed(A, FheType.UINT16, Bytes.of(new byte[] {2}))));
        ciphertexts.insert(TENANT, List.of(NewCiphertext.computed(A, FheType.UINT32, Bytes.of(new byte[] {9}))));
        database.dsl().execute("insert into ciphertexts values (2, '\\x0a', '\\x03', 1, 4)");

        StoredCiphertext first =
                Objects.requireNonNull(ciphertexts.find(TENANT, List.of(A, B)).get(A));
        StoredCiphertext second =
                Objects.requireNonNull(ciphertexts.find(OTHER, List.of(A)).get(A));

        assertThat(first.content().array()).as("the first one is kept").containsExactly(1);
        assertThat(first.typeCode()).isEqualTo(FheType.UINT8.code());
        assertThat(second.content().array()).containsExactly(3);
        assertThat(second.version()).isEqualTo(1);
        assertThat(ciphertexts.find(TENANT, List.of(B))).isEmpty();
        assertThat(first).hasToString("StoredCiphertext[handle=0x0a, content=1 bytes, version=0, typeCode=2]");
    }

    @Test
    void rememberWhereAnUploadedValueCameFrom() {
        BlobHash blob = BlobHash.of(new byte[] {7});
        InputBlobRepository blobs = new InputBlobRepository(database.dsl());
        blobs.insert(TENANT, blob, new byte[] {7}, 2);
        blobs.insert(TENANT, blob, new byte[] {7}, 2);
        new CiphertextRepository(database.dsl())
                .insert(TENANT, List.of(NewCiphertext.uploaded(A, FheType.BOOL, Bytes.of(new byte[] {1}), blob, 1)));

        assertThat(database.dsl().selectFrom(INPUT_BLOBS).fetchSingle().get(INPUT_BLOBS.BLOB_DATA))
                .containsExactly(7);
        var row = database.dsl().selectFrom(CIPHERTEXTS).fetchSingle();
        assertThat(row.get(CIPHERTEXTS.INPUT_BLOB_HASH)).isEqualTo(blob.bytes());
        assertThat(row.get(CIPHERTEXTS.INPUT_BLOB_INDEX)).isEqualTo(1);
    }

    @Test
    void knowsStoredAndAnnouncedHandlesAndTrustsTheStoredType() {
        insert(TENANT, add(B, A, A), add(C, A, A));
        new CiphertextRepository(database.dsl())
                .insert(
                        TENANT,
                        List.of(
                                NewCiphertext.computed(A, FheType.UINT8, Bytes.of(new byte[1])),
                                NewCiphertext.computed(B, FheType.BOOL, Bytes.of(new byte[1]))));
        database.dsl()
                .execute("insert into ciphertexts values (1, '\\x0a', '\\x03', 1, 4), (1, '\\x0d', '\\x03', 0, 77)");

        Map<Handle, FheType> types = new KnownHandles(database.dsl())
                .types(TENANT, List.of(A, B, C, Handle.fromHex("0d"), Handle.fromHex("0e")));

        assertThat(types)
                .containsOnly(Map.entry(A, FheType.UINT8), Map.entry(B, FheType.BOOL), Map.entry(C, FheType.UINT64));
        assertThat(new KnownHandles(database.dsl()).types(OTHER, List.of(A, B, C)))
                .isEmpty();
    }

    @Test
    void rollsBackAsAWhole() {
        assertThatThrownBy(() -> transactions.run(transaction -> {
                    new ComputationRepository(transaction).insert(TENANT, List.of(add(C, A, B)));
                    throw new IllegalStateException("later step");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("later step");

        assertThat(database.dsl().fetchCount(COMPUTATIONS)).isZero();
    }

    @Test
    void repeatsATransactionThatPostgresqlGaveUp() {
        int[] attempts = {0};

        transactions.run(transaction -> {
            attempts[0]++;
            new ComputationRepository(transaction).insert(TENANT, List.of(add(C, A, B)));
            if (attempts[0] < 3) {
                transaction.execute("do $$ begin raise exception 'given up' using errcode = '40001'; end $$");
            }
        });

        assertThat(attempts[0]).isEqualTo(3);
        assertThat(database.dsl().fetchCount(COMPUTATIONS)).isEqualTo(1);
    }

    @Test
    void doesNotRepeatATransactionThatFailed() {
        int[] attempts = {0};

        assertThatThrownBy(() -> transactions.run(transaction -> {
                    attempts[0]++;
                    transaction.execute("select 1 / 0");
                }))
                .hasMessageContaining("division by zero");

        assertThat(attempts[0]).isEqualTo(1);
    }

    @Test
    void measuresACiphertextInsteadOfFetchingItWhereItIsTooLong() {
        CiphertextRepository ciphertexts = new CiphertextRepository(database.dsl());
        byte[] longest = new byte[StoredCiphertext.MAXIMUM_BYTES];
        byte[] tooLong = new byte[StoredCiphertext.MAXIMUM_BYTES + 1];
        ciphertexts.insert(
                TENANT,
                List.of(
                        NewCiphertext.computed(A, FheType.UINT8, Bytes.of(longest)),
                        NewCiphertext.computed(B, FheType.UINT8, Bytes.of(tooLong))));

        StoredCiphertext stored =
                Objects.requireNonNull(ciphertexts.find(TENANT, List.of(A)).get(A));
        assertThat(stored.content().array()).hasSameSizeAs(longest);
        assertThat(ciphertexts.lookUp(TENANT, List.of(B))).containsEntry(B, new OversizedCiphertext(B, tooLong.length));
        assertThatThrownBy(() -> ciphertexts.find(TENANT, List.of(A, B)))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(new CoprocessorError.StoredCiphertextTooLong(
                                        B, StoredCiphertext.MAXIMUM_BYTES, tooLong.length)));
    }

    private int insert(TenantId tenant, TypedComputation... computations) {
        return transactions.call(
                transaction -> new ComputationRepository(transaction).insert(tenant, List.of(computations)));
    }

    private static TypedComputation add(Handle output, Handle left, Handle right) {
        List<Operand> operands = List.of(new Operand.Encrypted(left), new Operand.Encrypted(right));
        return new TypedComputation(new Computation(output, FheOperation.ADD, operands), FheType.UINT64);
    }

    private static Operand scalar(byte[] bigEndian) {
        return new Operand.Scalar(Bytes.of(bigEndian));
    }
}
