package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** What is stored of a tenant, and found again. */
@EmbeddedDatabase
class TenantRepositoryTest extends KeyCacheScenario {
    TenantRepositoryTest(Database database) {
        super(database);
    }

    @Test
    void readsLargeKeysPieceByPiece() throws Exception {
        byte[] large = new byte[PiecewiseInputStream.PIECE_BYTES * 2 + 12345];
        new java.util.Random(7).nextBytes(large);
        TenantId tenant = tenants.insert(new NewTenant(
                UUID.randomUUID(),
                new ChainId(1),
                "acl",
                "verifier",
                new StoredKeySet(Map.of(
                        KeyPart.SERVER, KeySource.ofBytes(large), KeyPart.CLIENT, KeySource.ofBytes(new byte[] {4})))));

        byte[] read = tenants.withKeys(tenant, (row, keys) -> {
                    assertThat(keys.size(KeyPart.SERVER)).isEqualTo(large.length);
                    assertThat(keys.size(KeyPart.PUBLIC_PARAMETERS)).isZero();
                    assertThat(keys.open(KeyPart.CLIENT).readAllBytes()).containsExactly(4);
                    try (InputStream key = keys.open(KeyPart.SERVER)) {
                        return key.readAllBytes();
                    }
                })
                .orElseThrow();

        assertThat(read).isEqualTo(large);
    }

    @Test
    void storesKeysThatTakeLongerToArriveThanAStatementMay() throws Exception {
        byte[] key = new byte[1 << 20];
        DatabaseConfig impatient = database.config().withSocketTimeout(Duration.ofSeconds(1));
        KeySource slow = new KeySource() {
            @Override
            public long size() {
                return key.length;
            }

            @Override
            public InputStream open() {
                return new SlowStart(new ByteArrayInputStream(key), () -> awaitTheEndOfAUsualStatement(impatient));
            }
        };
        try (Database open = Database.open(impatient)) {
            TenantId tenant = new TenantRepository(open)
                    .insert(new NewTenant(
                            UUID.randomUUID(),
                            new ChainId(1),
                            "acl",
                            "verifier",
                            // Fills the driver's buffer, so that the statement has begun.
                            new StoredKeySet(Map.of(KeyPart.PUBLIC, KeySource.ofBytes(key), KeyPart.SERVER, slow))));

            assertThat(tenants.find(tenant)).isPresent();
        }
    }

    /** Returns when the server has ended a statement because it took as long as this configuration allows. */
    private void awaitTheEndOfAUsualStatement(DatabaseConfig config) {
        String limit;
        try (Database usual = Database.open(config)) {
            limit = usual.dsl()
                    .fetchSingle("select current_setting('statement_timeout')")
                    .get(0, String.class);
        }
        assertThatThrownBy(() -> database.dsl().transaction(transaction -> {
                    transaction.dsl().execute("set local statement_timeout = '" + limit + "'");
                    transaction.dsl().execute("select pg_sleep(60)");
                }))
                .hasMessageContaining("statement timeout");
    }

    @Test
    void findsATenantByItsApiKeyAlone() throws Exception {
        UUID apiKey = UUID.randomUUID();
        NewTenant added = new NewTenant(apiKey, new ChainId(4_000_000_000L), "0xACL", "0xVER", StoredKeySet.empty());
        TenantId id = tenants.insert(added);

        TenantRecord found = tenants.findByApiKey(apiKey).orElseThrow();

        assertThat(found.id()).isEqualTo(id);
        assertThat(found.chainId()).isEqualTo(new ChainId(4_000_000_000L));
        assertThat(found.aclContractAddress()).isEqualTo("0xACL");
        assertThat(found.verifyingContractAddress()).isEqualTo("0xVER");
        assertThat(tenants.findByApiKey(UUID.randomUUID())).isEmpty();
        assertThat(added.toString()).doesNotContain(apiKey.toString());
    }

    @Test
    void doesNotRepeatAnApiKeyThatIsTaken() throws Exception {
        NewTenant tenant = tenant(new byte[10]);
        tenants.insert(tenant);

        assertThatThrownBy(() -> tenants.insert(tenant))
                .hasMessageContaining("tenants_by_api_key")
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString())
                                .doesNotContain(tenant.apiKey().toString());
                    }
                });
    }

    /** A stream whose first byte comes after some event. */
    private static final class SlowStart extends FilterInputStream {
        private final Runnable awaitEvent;
        private boolean started;

        private SlowStart(InputStream stream, Runnable awaitEvent) {
            super(stream);
            this.awaitEvent = awaitEvent;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!started) {
                started = true;
                awaitEvent.run();
            }
            return super.read(target, offset, length);
        }
    }
}
