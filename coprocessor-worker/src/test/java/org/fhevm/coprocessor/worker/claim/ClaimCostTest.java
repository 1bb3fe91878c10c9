package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cost of a claim as the queue grows. */
@Tag("slow")
@EmbeddedDatabase
class ClaimCostTest {
    private static final int BATCH = 100;
    private static final int CLAIMS = 60;

    private final Database database;

    ClaimCostTest(Database database) {
        this.database = database;
    }

    @Test
    void aClaimCostsTheSameWithAThousandTimesTheBacklog() {
        for (int tenant = 1; tenant <= 3; tenant++) {
            new QueueFixture(database).store(new TenantId(tenant), "a", FheType.UINT64, 1);
        }
        fill(10_000);
        Duration few = medianClaim();
        fill(1_000_000);
        Duration many = medianClaim();

        System.out.printf(
                "claim of %d: %.2f ms with 10,000 pending, %.2f ms with 1,000,000%n",
                BATCH, few.toNanos() / 1e6, many.toNanos() / 1e6);
        assertThat(many).isLessThan(few.multipliedBy(13).dividedBy(10).plusMillis(2));
    }

    /** Inserts chains of two, for three tenants, with operands of the usual length. */
    private void fill(int computations) {
        database.dsl().execute("truncate computations");
        database.dsl().execute("delete from ciphertexts where handle <> 'a'::bytea");
        database.dsl().execute("""
                        insert into computations
                            (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
                        select 1 + (n / 2) % 3, sha256(n::text::bytea), 5,
                               array[case when n % 2 = 0 then 'a'::bytea else sha256((n - 1)::text::bytea) end, 'a'], 0, false
                        from generate_series(0, {0} - 1) as n
                        """, org.jooq.impl.DSL.val(computations));
        database.dsl().execute("analyze computations");
    }

    private Duration medianClaim() {
        WorkerSession session = new WorkerSession(database, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        Claimer claimer = new Claimer(new Transactions(database), session.id(), 5);
        long[] nanos = new long[CLAIMS];
        for (int i = 0; i < CLAIMS; i++) {
            long began = System.nanoTime();
            Claim claim = claimer.claim(BATCH, Long.MAX_VALUE, key -> false, Set.of());
            nanos[i] = System.nanoTime() - began;
            assertThat(claim.computations()).hasSize(BATCH);
            complete(claim);
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[CLAIMS / 2]);
    }

    private void complete(Claim claim) {
        TenantHandleColumns keys = TenantHandleColumns.of(claim.computations().stream()
                .map(claimed -> claimed.lease().output())
                .toList());
        database.dsl().execute("""
                        insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                        select done.tenant_id, done.handle, '\\x00', 0, 5 from unnest({0}, {1}) as done(tenant_id, handle)
                        on conflict do nothing
                        """, keys.tenants(), keys.handles());
        database.dsl().execute("""
                        update computations set is_completed = true
                        where (tenant_id, output_handle) in (select * from unnest({0}, {1}))
                        """, keys.tenants(), keys.handles());
    }
}
