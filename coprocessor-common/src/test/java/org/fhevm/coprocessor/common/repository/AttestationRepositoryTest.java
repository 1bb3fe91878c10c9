package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.ATTESTATIONS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class AttestationRepositoryTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final TenantId OTHER = new TenantId(2);
    private static final Handle A = Handle.fromHex("0a");
    private static final Handle B = Handle.fromHex("0b");
    private static final Handle C = Handle.fromHex("0c");

    private final Database database;
    private final AttestationRepository attestations;

    AttestationRepositoryTest(Database database) {
        this.database = database;
        this.attestations = new AttestationRepository(database.dsl());
    }

    @AfterEach
    void empty() {
        database.dsl().truncate(ATTESTATIONS).execute();
    }

    @Test
    void theFirstDigestOfAHandleStays() {
        assertThat(attestations.remember(TENANT, Map.of(A, digest(1), B, digest(2))))
                .isEmpty();
        assertThat(attestations.remember(TENANT, Map.of(A, digest(1), B, digest(3), C, digest(4))))
                .containsExactly(B);
        assertThat(attestations.remember(TENANT, Map.of(B, digest(2), C, digest(4))))
                .isEmpty();
        assertThat(database.dsl().fetchCount(ATTESTATIONS)).isEqualTo(3);
    }

    @Test
    void tenantsHaveAttestationsOfTheirOwn() {
        assertThat(attestations.remember(TENANT, Map.of(A, digest(1)))).isEmpty();
        assertThat(attestations.remember(OTHER, Map.of(A, digest(2)))).isEmpty();
        assertThat(attestations.remember(TENANT, Map.of(A, digest(2)))).containsExactly(A);
    }

    @Test
    void nothingIsAskedAboutNothing() {
        assertThat(attestations.remember(TENANT, Map.of())).isEmpty();
    }

    @Test
    void ofContradictingAttestationsAtOnceOneIsAccepted() throws Exception {
        int threads = 4;
        int handles = 200;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Callable<Set<Handle>>> calls = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Map<Handle, Bytes> digests = new HashMap<>();
            for (int i = 0; i < handles; i++) {
                digests.put(Handle.of(new byte[] {1, (byte) i}), digest(thread));
            }
            calls.add(() -> {
                start.await();
                return attestations.remember(TENANT, digests);
            });
        }
        int accepted = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Set<Handle>> call : executor.invokeAll(calls)) {
                accepted += handles - call.get().size();
            }
        }
        assertThat(accepted).isEqualTo(handles);
        assertThat(database.dsl().fetchCount(ATTESTATIONS)).isEqualTo(handles);
    }

    @Test
    void aDigestThatAnotherTransactionIsStoringIsWaitedFor() throws Exception {
        Transactions transactions = new Transactions(database);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Set<Handle>> second = transactions.call(transaction -> {
                new AttestationRepository(transaction).remember(TENANT, Map.of(A, digest(1)));
                Future<Set<Handle>> waiting =
                        executor.submit(() -> attestations.remember(TENANT, Map.of(A, digest(2), B, digest(2))));
                awaitBlocked();
                return waiting;
            });
            assertThat(second.get()).containsExactly(A);
        }
    }

    private void awaitBlocked() {
        org.awaitility.Awaitility.await()
                .until(() -> database.dsl()
                        .fetchSingle("select count(*) from pg_locks where not granted")
                        .get(0, Integer.class)
                        .equals(1));
    }

    private static Bytes digest(int number) {
        byte[] digest = new byte[32];
        digest[0] = (byte) number;
        return Bytes.of(digest);
    }
}
