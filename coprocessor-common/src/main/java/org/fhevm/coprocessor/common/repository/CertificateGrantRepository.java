package org.fhevm.coprocessor.common.repository;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Names of client certificates that stand for API keys. */
public final class CertificateGrantRepository {
    /** Most names of one tenant. */
    public static final int MAXIMUM_NAMES = 100;

    private static final String GRANTS = "select name, tenant_id, rights, "
            + RateLimitRepository.limitsOf("certificate_grants")
            + ", exists (select from tenants"
            + " where tenants.tenant_id = certificate_grants.tenant_id and disabled_at is not null)"
            + " from certificate_grants where name = any({0})";

    private final DSLContext dsl;

    public CertificateGrantRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** The grants of those names that have one, with the limits of their tenants, by one statement. */
    public Map<String, Grant> grants(Collection<String> names) {
        Map<String, Grant> found = new HashMap<>();
        dsl.resultQuery(GRANTS, SqlArray.ofTexts(names))
                .forEach(row -> found.put(row.get(0, String.class), grant(row)));
        return found;
    }

    private static Grant grant(Record row) {
        Credential credential = new Credential.Certificate(row.get(0, String.class));
        return new Grant(
                tenant(row),
                credential,
                rights(row),
                null,
                RateLimitRepository.limits(row, 3),
                row.get(4, Boolean.class));
    }

    /** Stores a grant. Use it in a transaction, which locks the tenant's row. */
    public Addition add(CertificateGrant grant) {
        int tenant = grant.tenant().value();
        if (dsl.fetch("select 1 from tenants where tenant_id = ? for no key update", tenant)
                .isEmpty()) {
            return Addition.NO_SUCH_TENANT;
        }
        int names = dsl.fetchSingle("select count(*) from certificate_grants where tenant_id = ?", tenant)
                .get(0, Integer.class);
        if (names >= MAXIMUM_NAMES) {
            return Addition.TOO_MANY_NAMES;
        }
        int stored = dsl.query(
                        """
                        insert into certificate_grants (name, tenant_id, rights) values ({0}, {1}, {2})
                        on conflict (name) do nothing
                        """,
                        DSL.val(grant.name()),
                        DSL.val(tenant),
                        SqlArray.ofTexts(grant.rights().labels()))
                .execute();
        return stored > 0 ? Addition.ADDED : Addition.NAME_TAKEN;
    }

    /** All grants, in the order of tenants and names. */
    public List<CertificateGrant> all() {
        return dsl.fetch("select name, tenant_id, rights from certificate_grants order by tenant_id, name")
                .map(row -> new CertificateGrant(tenant(row), row.get(0, String.class), rights(row)));
    }

    /** Removes a name. Returns whether it was there. */
    public boolean remove(String name) {
        return dsl.execute("delete from certificate_grants where name = ?", name) > 0;
    }

    private static TenantId tenant(Record row) {
        return new TenantId(row.get(1, Integer.class));
    }

    private static Rights rights(Record row) {
        return Rights.ofLabels(Arrays.asList(row.get(2, String[].class)));
    }

    /** Whether a grant was stored, or why not. */
    public enum Addition {
        ADDED,
        NO_SUCH_TENANT,
        NAME_TAKEN,
        /** The tenant has {@link #MAXIMUM_NAMES} already. */
        TOO_MANY_NAMES
    }
}
