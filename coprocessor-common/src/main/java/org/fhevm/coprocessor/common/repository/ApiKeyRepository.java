package org.fhevm.coprocessor.common.repository;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.access.StoredApiKey;
import org.fhevm.coprocessor.common.access.TenantKeyRing;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** API keys: those with rights, and the reference's in the rows of tenants. */
public final class ApiKeyRepository {
    /** Most rows of one tenant. A new key displaces the one that ended first, if there are as many. */
    public static final int MAXIMUM_KEYS = 100;

    private static final String GRANTS =
            """
            select digest, tenant_id, name, rights, expires_at, %s,
                   exists (select from tenants
                           where tenants.tenant_id = api_keys.tenant_id and disabled_at is not null)
            from api_keys
            where digest = any({0}) and revoked_at is null
            union all
            select sha256(uuid_send(tenant_api_key)), tenant_id, null, null, null, %s, disabled_at is not null
            from tenants
            where sha256(uuid_send(tenant_api_key)) = any({0}) and api_key_retired_at is null
            """.formatted(RateLimitRepository.limitsOf("api_keys"), RateLimitRepository.limitsOf("tenants"));

    private final DSLContext dsl;

    public ApiKeyRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The grants of those keys that have one, expired ones too, with the limits of their tenants; by one statement for
     * any number of keys.
     */
    public Map<ApiKeyDigest, Grant> grants(Collection<ApiKeyDigest> keys) {
        byte[][] digests = keys.stream().map(ApiKeyDigest::bytes).toArray(byte[][]::new);
        Map<ApiKeyDigest, Grant> found = new HashMap<>();
        dsl.resultQuery(GRANTS, SqlArray.ofBytes(digests))
                .forEach(row -> found.putIfAbsent(ApiKeyDigest.ofBytes(row.get(0, byte[].class)), grant(row)));
        return found;
    }

    private static Grant grant(Record row) {
        TenantId tenant = new TenantId(row.get(1, Integer.class));
        String name = row.get(2, String.class);
        RateLimits limits = RateLimitRepository.limits(row, 5);
        boolean isDisabled = row.get(6, Boolean.class);
        return name == null
                ? new Grant(tenant, new Credential.ColumnKey(), Rights.ALL, null, limits, isDisabled)
                : new Grant(tenant, new Credential.NamedKey(name), rights(row, 3), instant(row, 4), limits, isDisabled);
    }

    /** Stores a key. Use it in a transaction, which locks the tenant's row. */
    public Addition add(NewApiKey key) {
        int tenant = key.tenant().value();
        if (dsl.fetch("select 1 from tenants where tenant_id = ? for no key update", tenant)
                .isEmpty()) {
            return Addition.NO_SUCH_TENANT;
        }
        if (!dsl.fetch("select 1 from api_keys where tenant_id = ? and name = ?", tenant, key.name())
                .isEmpty()) {
            return Addition.NAME_TAKEN;
        }
        if (!makeRoom(tenant)) {
            return Addition.TOO_MANY_KEYS;
        }
        dsl.query(
                        "insert into api_keys (tenant_id, name, digest, rights, expires_at) values ({0}, {1}, {2}, {3}, {4})",
                        DSL.val(tenant),
                        DSL.val(key.name()),
                        DSL.val(key.digest().bytes()),
                        SqlArray.ofTexts(key.rights().labels()),
                        DSL.val(timestamp(key.expiresAt())))
                .execute();
        return Addition.ADDED;
    }

    /** Whether there is room for one more key, once those that ended first are gone. */
    private boolean makeRoom(int tenant) {
        int excess = dsl.fetchSingle("select count(*) from api_keys where tenant_id = ?", tenant)
                        .get(0, Integer.class)
                - MAXIMUM_KEYS
                + 1;
        return excess <= 0 || dsl.execute("""
                        delete from api_keys
                        where tenant_id = ? and name in (
                            select name from api_keys
                            where tenant_id = ? and least(revoked_at, expires_at) <= now()
                            order by least(revoked_at, expires_at), name
                            limit ?)
                        """, tenant, tenant, excess) >= excess;
    }

    /** The keys of a tenant; empty if there is no such tenant. */
    public Optional<TenantKeyRing> keysOf(TenantId tenant) {
        return dsl.resultQuery("select api_key_retired_at from tenants where tenant_id = ?", tenant.value())
                .fetchOptional()
                .map(row -> new TenantKeyRing(instant(row, 0), named(tenant)));
    }

    private List<StoredApiKey> named(TenantId tenant) {
        return dsl.resultQuery("""
                        select name, rights, created_at, expires_at, revoked_at, last_used_at
                        from api_keys
                        where tenant_id = ?
                        order by created_at, name
                        """, tenant.value())
                .fetch(row -> new StoredApiKey(
                        row.get(0, String.class),
                        rights(row, 1),
                        row.get(2, OffsetDateTime.class).toInstant(),
                        instant(row, 3),
                        instant(row, 4),
                        instant(row, 5)));
    }

    /** Ends a key for good. Returns whether it was there and not revoked before. */
    public boolean revoke(TenantId tenant, String name) {
        return dsl.execute(
                        "update api_keys set revoked_at = now() where tenant_id = ? and name = ? and revoked_at is null",
                        tenant.value(),
                        name)
                > 0;
    }

    /**
     * Ends the key in the tenant's row for good, and overwrites it with random bits, which are no key. Returns whether
     * there is a tenant whose key was not retired before.
     */
    public boolean retireColumnKey(TenantId tenant) {
        return dsl.execute("""
                        update tenants set tenant_api_key = gen_random_uuid(), api_key_retired_at = now()
                        where tenant_id = ? and api_key_retired_at is null
                        """, tenant.value()) > 0;
    }

    /** Records uses at least a minute after those that are recorded, so that several servers write no more than one. */
    public void recordUses(Collection<KeyUse> uses) {
        dsl.query(
                        """
                        update api_keys
                        set last_used_at = used.at
                        from (select tenant_id, name, to_timestamp(millis / 1000.0) as at
                              from unnest({0}, {1}, {2}) as u (tenant_id, name, millis)) as used
                        where api_keys.tenant_id = used.tenant_id and api_keys.name = used.name
                          and (last_used_at is null or last_used_at <= used.at - interval '1 minute')
                        """,
                        SqlArray.ofIntegers(
                                uses.stream().map(use -> use.tenant().value()).toList()),
                        SqlArray.ofTexts(uses.stream().map(KeyUse::name).toList()),
                        SqlArray.ofLongs(uses.stream()
                                .map(use -> use.at().toEpochMilli())
                                .toList()))
                .execute();
    }

    private static Rights rights(Record row, int column) {
        return Rights.ofLabels(Arrays.asList(row.get(column, String[].class)));
    }

    private static @Nullable Instant instant(Record row, int column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** Whether a key was stored, or why not. */
    public enum Addition {
        ADDED,
        NO_SUCH_TENANT,
        NAME_TAKEN,
        /** None of the tenant's {@link #MAXIMUM_KEYS} keys is revoked or expired. */
        TOO_MANY_KEYS
    }
}
