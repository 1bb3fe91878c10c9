package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class QueueDepthTest {
    private static final TenantId ONE = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;

    QueueDepthTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
        queue.store(ONE, "a", FheType.UINT64, 5);
    }

    @Test
    void isNothingOfAnEmptyQueue() {
        assertThat(depth()).isEqualTo(QueueDepth.NOTHING);
    }

    @Test
    void countsWhatCanBeClaimedAndWhatWaits() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "missing", "a"), add("d", "c", "a"));
        assertThat(depth().claimable()).isEqualTo(3);
        claim();

        assertThat(depth().claimable()).as("in flight").isEqualTo(1);
        assertThat(depth().waiting()).isEqualTo(2);
    }

    @Test
    void tellsTheAgeOfTheOldestThatIsNotInFlight() {
        queue.submit(ONE, add("b", "a", "a"));
        database.dsl().execute("update computations set created_at = localtimestamp - interval '2 hours'");
        assertThat(depth().longestReady()).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
        claim();
        assertThat(depth().longestReady()).isZero();

        queue.submit(new TenantId(2), add("b", "a", "a"));
        database.dsl()
                .execute("update computations set created_at = localtimestamp - interval '1 hour' where tenant_id = 2");

        assertThat(depth().longestReady()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(depth().oldestReady()).containsOnlyKeys(new TenantId(2));
    }

    @Test
    void leavesOutAnAgeWithoutEndAndAllButTheOldestTenants() {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, created_at)"
                        + " select n, sha256(n::text::bytea), 5, array['a', 'a']::bytea[], 0, false,"
                        + " case when n = 1 then '-infinity' else localtimestamp - n * interval '1 minute' end"
                        + " from generate_series(1, 1500) as n");

        assertThat(depth().oldestReady())
                .hasSize(1000)
                .containsKey(new TenantId(1500))
                .doesNotContainKeys(new TenantId(1), new TenantId(2));
    }

    @Test
    void estimatesWhatIsTooMuchToBeCounted() {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)"
                        + " select 1, sha256(n::text::bytea), 5, array['a', 'a']::bytea[], 0, false"
                        + " from generate_series(1, 25000) as n");
        assertThat(depth().claimable()).as("before vacuum has been there").isGreaterThan(QueueDepth.COUNTED_EXACTLY);

        database.dsl().execute("vacuum analyze computations");

        assertThat(depth().claimable()).isBetween(20_000L, 30_000L);

        database.dsl()
                .execute("delete from computations where ctid in (select ctid from computations limit "
                        + (25_000 - QueueDepth.COUNTED_EXACTLY) + ")");
        assertThat(depth().claimable()).as("counted, not estimated").isEqualTo(QueueDepth.COUNTED_EXACTLY);
    }

    private QueueDepth depth() {
        return QueueDepth.of(database.dsl());
    }

    private void claim() {
        WorkerSession session = new WorkerSession(database, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        Claim claim = new Claimer(new Transactions(database), session.id(), 5)
                .claim(10, Long.MAX_VALUE, key -> false, Set.of());
        assertThat(claim.madeProgress()).isTrue();
    }
}
