package org.fhevm.coprocessor.cli.status.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.cli.status.QueueScenario.handle;

import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.status.QueueScenario;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class ConsumerSearchTest {
    private final Database database;
    private final QueueScenario queue;
    private final ConsumerSearch search;
    private TenantId tenant = new TenantId(0);

    ConsumerSearchTest(Database database) {
        this.database = database;
        this.queue = new QueueScenario(database);
        this.search = new ConsumerSearch(database);
    }

    @BeforeEach
    void clear() throws Exception {
        queue.clear();
        tenant = queue.addTenant();
    }

    @Test
    void findsTheComputationsOfATenantOnEachHandle() throws Exception {
        TenantId other = queue.addTenant();
        queue.add(tenant, "a", "in", "more");
        queue.add(tenant, "b", "a", "in");
        queue.add(other, "c", "in", "in");

        assertThat(search.of(tenant, List.of(handle("in"), handle("a"), handle("none"))))
                .isEqualTo(Map.of(
                        handle("in"), List.of(handle("b"), handle("a")),
                        handle("a"), List.of(handle("b"))));
        assertThat(search.of(tenant, List.of())).isEmpty();
    }

    @Test
    void aHandleOfManyComputationsIsSearchedByTheIndexAndInPart() {
        database.dsl().execute("""
                insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
                select %d, int4send(number), 5, array['in'::bytea, int4send(number - 1)], 0, false
                from generate_series(1, 20000) as number
                """.formatted(tenant.value()));
        database.dsl().execute("analyze computations");

        long scansBefore = indexScans();

        assertThat(search.of(tenant, List.of(handle("in"))).get(handle("in"))).hasSize(ConsumerSearch.MOST_CONSUMERS);
        await().untilAsserted(() -> assertThat(indexScans()).isGreaterThan(scansBefore));
    }

    private long indexScans() {
        return database.dsl()
                .fetchSingle(
                        "select idx_scan from pg_stat_user_indexes where indexrelname = 'computations_dependencies_index'")
                .get(0, Long.class);
    }
}
