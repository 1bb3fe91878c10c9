package org.fhevm.coprocessor.common.repository;

import java.util.Arrays;
import java.util.Optional;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rate limits of tenants. */
public final class RateLimitRepository {
    private final DSLContext dsl;

    public RateLimitRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** The limits of a tenant; empty if there is no such tenant. */
    public Optional<RateLimits> of(TenantId tenant) {
        return dsl.resultQuery("select " + limitsOf("tenants") + " from tenants where tenant_id = ?", tenant.value())
                .fetchOptional()
                .map(row -> limits(row, 0));
    }

    /** Sets these limits, and keeps others; use it in a transaction. Returns whether there is such a tenant. */
    public boolean set(TenantId tenant, RateLimits limits) {
        if (dsl.fetch("select 1 from tenants where tenant_id = ? for key share", tenant.value())
                .isEmpty()) {
            return false;
        }
        limits.perSecond()
                .forEach((rate, perSecond) -> dsl.execute(
                        """
                        insert into rate_limits (tenant_id, access_right, unit, per_second)
                        values (?, ?, ?, cast(? as bigint))
                        on conflict (tenant_id, access_right, unit) do update set per_second = excluded.per_second
                        """, tenant.value(), rate.right().label(), rate.unit().label(), column(perSecond)));
        return true;
    }

    private static @Nullable Long column(long perSecond) {
        return perSecond == RateLimits.UNLIMITED ? null : perSecond;
    }

    /** Removes all limits of a tenant. Returns how many there were. */
    public int clear(TenantId tenant) {
        return dsl.execute("delete from rate_limits where tenant_id = ?", tenant.value());
    }

    /**
     * An expression for the limits of a row's tenant, as {@link #limits} reads it.
     *
     * @param rows table or alias with a column {@code tenant_id}
     */
    static String limitsOf(String rows) {
        return """
               array(select access_right || '.' || unit || '=' || coalesce(per_second::text, 'unlimited')
                     from rate_limits where rate_limits.tenant_id = %s.tenant_id)""".formatted(rows);
    }

    static RateLimits limits(Record row, int column) {
        return RateLimits.ofRows(Arrays.asList(row.get(column, String[].class)));
    }
}
