package org.fhevm.coprocessor.cli.tenant.repository;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads and changes the states and shares of tenants. */
public final class TenantStates {
    /**
     * How long programs may hold keys and addresses that were replaced: they look at the tenant's row once a minute,
     * and use what they hold for a few seconds more if the database does not answer at that moment.
     */
    public static final Duration KEYS_ARE_HELD = Duration.ofSeconds(90);

    /**
     * How long calls may last that were let in before their tenant was disabled: half a minute until the request is
     * there, a minute until its turn comes, and the work itself.
     */
    public static final Duration CALLS_LAST = Duration.ofMinutes(2);

    private static final String COLUMNS = "weight, priority, disabled_at, paused_at, keys_changed_at";

    private final Transactions transactions;

    public TenantStates(Database database) {
        this.transactions = new Transactions(database);
    }

    /** The state of a tenant; empty if there is no such tenant. */
    public Optional<TenantState> of(TenantId tenant) {
        return transactions
                .standalone()
                .resultQuery("select " + COLUMNS + " from tenants where tenant_id = ?", tenant.value())
                .fetchOptional()
                .map(TenantStates::state);
    }

    /** The states of all tenants, in the order of their ids. */
    public Map<TenantId, TenantState> all() {
        Map<TenantId, TenantState> states = new LinkedHashMap<>();
        transactions
                .standalone()
                .resultQuery("select " + COLUMNS + ", tenant_id from tenants order by tenant_id")
                .forEach(row -> states.put(new TenantId(row.get("tenant_id", Integer.class)), state(row)));
        return states;
    }

    private static TenantState state(Record row) {
        return new TenantState(
                row.get("weight", Integer.class),
                row.get("priority", Integer.class),
                instant(row, "disabled_at"),
                instant(row, "paused_at"),
                instant(row, "keys_changed_at"));
    }

    private static @Nullable Instant instant(Record row, String column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** The tenants of a chain, in the order of their ids. */
    public List<TenantId> onChain(ChainId chain) {
        return transactions
                .standalone()
                .resultQuery("select tenant_id from tenants where chain_id = ? order by tenant_id", chain.toColumn())
                .fetch(row -> new TenantId(row.get(0, Integer.class)));
    }

    /** Changes weight, priority or both, where they are given. Returns whether there is such a tenant. */
    public boolean setShare(TenantId tenant, @Nullable Integer weight, @Nullable Integer priority) {
        return transactions.call(transaction -> transaction.execute("""
                        update tenants
                        set weight = coalesce(cast(? as int), weight), priority = coalesce(cast(? as int), priority)
                        where tenant_id = ?
                        """, weight, priority, tenant.value()) > 0);
    }

    /** Has no call of a tenant served any more. Returns whether there is such a tenant that was not disabled before. */
    public boolean disable(TenantId tenant) {
        return set(tenant, "disabled_at = now()", "disabled_at is null");
    }

    /**
     * Has the calls of a tenant served again, unless programs may still hold keys that were replaced while it was
     * disabled. Returns whether it was disabled and is not any more.
     */
    public boolean enable(TenantId tenant) {
        return release(
                tenant,
                "disabled_at = null",
                "disabled_at is not null and coalesce(keys_changed_at, '-infinity') <= now() - interval '%d seconds'"
                        .formatted(KEYS_ARE_HELD.toSeconds()));
    }

    /** Has workers leave a tenant's computations alone. Returns whether there is such a tenant that was not paused. */
    public boolean pause(TenantId tenant) {
        return set(tenant, "paused_at = now()", "paused_at is null");
    }

    /** Has workers compute for a tenant again. Returns whether it was paused. */
    public boolean resume(TenantId tenant) {
        return release(tenant, "paused_at = null", "paused_at is not null");
    }

    private boolean set(TenantId tenant, String change, String condition) {
        return transactions.call(transaction -> update(transaction, tenant, change, condition));
    }

    /** As {@link #set}, and wakes the workers. */
    private boolean release(TenantId tenant, String change, String condition) {
        return transactions.call(transaction -> {
            boolean isChanged = update(transaction, tenant, change, condition);
            if (isChanged) {
                new ComputationRepository(transaction).announceWork();
            }
            return isChanged;
        });
    }

    private static boolean update(DSLContext transaction, TenantId tenant, String change, String condition) {
        return transaction.execute(
                        "update tenants set " + change + " where tenant_id = ? and " + condition, tenant.value())
                > 0;
    }

    /** How long programs may still hold keys that were replaced while the tenant was disabled; zero if they cannot. */
    public Duration untilKeysAreDropped(TenantId tenant) {
        return remaining(tenant, "keys_changed_at", KEYS_ARE_HELD);
    }

    /** How long calls of a disabled tenant may still last that were let in before; zero if none can. */
    public Duration untilCallsHaveEnded(TenantId tenant) {
        return remaining(tenant, "disabled_at", CALLS_LAST);
    }

    /** By the clock of the database, which wrote the times. */
    private Duration remaining(TenantId tenant, String since, Duration length) {
        Long seconds = transactions
                .standalone()
                .resultQuery(
                        "select ceil({0} - extract(epoch from now() - {1}))::bigint from tenants where tenant_id = {2}",
                        DSL.val(length.toSeconds()), DSL.name(since), DSL.val(tenant.value()))
                .fetchOne(0, Long.class);
        return Duration.ofSeconds(Math.max(0, seconds == null ? 0 : seconds));
    }
}
