package org.fhevm.coprocessor.cli.status.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.status.QueueScenario;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EmbeddedDatabase
class StatusRepositoryTest {
    private final Database database;
    private final QueueScenario queue;
    private final StatusRepository repository;

    StatusRepositoryTest(Database database) {
        this.database = database;
        this.queue = new QueueScenario(database);
        this.repository = new StatusRepository(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void anEmptyInstallationHasNothing() {
        Installation nothing = repository.read();

        assertThat(nothing.workers()).isEmpty();
        assertThat(nothing.tenants()).isEmpty();
        assertThat(nothing.moreWorkers()).isFalse();
        assertThat(nothing.moreTenants()).isFalse();
    }

    @Test
    void countsComputationsByTenantAndByWorker() throws Exception {
        TenantId idle = queue.addTenant();
        TenantId one = queue.addTenant();
        TenantId two = queue.addTenant();
        database.dsl()
                .execute(
                        "update tenants set weight = 5, priority = -1, paused_at = now() where tenant_id = ?",
                        one.value());
        database.dsl().execute("update tenants set disabled_at = now() where tenant_id = ?", two.value());
        queue.store(one, "in");
        for (String name : new String[] {"a", "b", "c", "lost", "failed", "waits"}) {
            queue.add(one, name, "in", "in");
        }
        queue.add(two, "d", "in", "in");
        UUID live = queue.worker("host-1/1", 30);
        UUID silent = queue.worker("host-2/2", -60);
        queue.lease("a", live);
        queue.lease("d", live);
        queue.lease("lost", silent);
        queue.fail(one, "failed", "odd");
        queue.set("waits", "waits_for = 'x'");

        Installation read = repository.read();

        assertThat(read.tenants())
                .as("those with work first")
                .containsExactly(
                        new TenantLoad(one, false, true, 5, -1, 4, 1, 1),
                        new TenantLoad(two, true, false, 1, 0, 1, 1, 0),
                        new TenantLoad(idle, false, false, 1, 0, 0, 0, 0));
        assertThat(read.workers()).extracting(LiveWorker::name).containsExactly("host-1/1", "host-2/2");
        assertThat(read.workers()).extracting(LiveWorker::held).containsExactly(2, 0);
        assertThat(read.workers()).extracting(LiveWorker::isAlive).containsExactly(true, false);
        assertThat(read.workers().getFirst().leaseLeft()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void readsABoundedNumberOfEverything() throws Exception {
        TenantId tenant = queue.addTenant();
        database.dsl().execute("""
                insert into tenants (tenant_api_key, chain_id, verifying_contract_address, acl_contract_address, pks_key,
                                     sks_key, public_params)
                select gen_random_uuid(), 1, '', '', '', '', '' from generate_series(1, 150)
                """);
        database.dsl().execute("""
                insert into workers (worker_id, name, expires_at)
                select gen_random_uuid(), repeat('n', 1000), now() + interval '1 hour' from generate_series(1, 150)
                """);
        database.dsl().execute("""
                insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar,
                                          waits_for)
                select %d, int4send(number), 5, array[]::bytea[], 0, false,
                       case when number > 1500 then 'x'::bytea end
                from generate_series(1, 3000) as number
                """.formatted(tenant.value()));

        Installation read = repository.read();

        assertThat(read.tenants()).hasSize(StatusRepository.MOST_TENANTS);
        assertThat(read.moreTenants()).isTrue();
        assertThat(read.tenants().getFirst())
                .isEqualTo(new TenantLoad(
                        tenant, false, false, 1, 0, StatusRepository.COUNTED, 0, StatusRepository.COUNTED));
        assertThat(read.workers()).hasSize(StatusRepository.MOST_WORKERS);
        assertThat(read.moreWorkers()).isTrue();
        assertThat(read.workers().getFirst().name()).hasSize(200);
    }

    /** The page works with the rights of the daemon that serves it. */
    @ParameterizedTest
    @EnumSource(names = {"SERVER", "WORKER"})
    void needsNoRightsThatADaemonLacks(TestRole role) throws Exception {
        TenantId tenant = queue.addTenant();
        queue.add(tenant, "a", "in", "in");
        try (Database asDaemon = role.open(database)) {
            StatusRepository ofDaemon = new StatusRepository(asDaemon);

            assertThat(ofDaemon.read().tenants()).hasSize(1);
            assertThat(ofDaemon.depth().claimable()).isEqualTo(1);
            assertThat(new ConsumerSearch(asDaemon).of(tenant, List.of(QueueScenario.handle("in"))))
                    .hasSize(1);
        }
    }

    @Test
    void aReadingChangesNothing() {
        List<Object> settings = new ReadOnly(database)
                .call(transaction -> transaction
                        .resultQuery(
                                "select current_setting('transaction_read_only'), current_setting('statement_timeout')")
                        .fetchSingle()
                        .intoList());

        assertThat(settings).containsExactly("on", "2s");
    }
}
