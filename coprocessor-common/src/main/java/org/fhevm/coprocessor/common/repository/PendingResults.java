package org.fhevm.coprocessor.common.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.jooq.DSLContext;

/** Results that have not been computed yet. */
public final class PendingResults {
    /** Handles in one statement; bounds its memory and its time. */
    private static final int SLICE = 5000;

    private final DSLContext dsl;

    public PendingResults(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Those of the handles that a computation will yield: it is neither completed nor failed, and nothing is stored
     * yet.
     */
    public Set<TenantHandle> among(Collection<TenantHandle> handles) {
        List<TenantHandle> all = new ArrayList<>(handles);
        Set<TenantHandle> pending = new HashSet<>();
        for (int from = 0; from < all.size(); from += SLICE) {
            find(all.subList(from, Math.min(all.size(), from + SLICE)), pending);
        }
        return pending;
    }

    private void find(List<TenantHandle> handles, Set<TenantHandle> pending) {
        dsl.resultQuery(
                        """
                        select asked.number
                        from unnest({0}, {1}) with ordinality as asked(tenant_id, handle, number)
                        cross join lateral (
                            select from computations
                            where computations.tenant_id = asked.tenant_id and computations.output_handle = asked.handle
                              and least(not is_completed, not is_error)
                            limit 1
                        ) as computation
                        where not exists (select from ciphertexts
                                          where ciphertexts.tenant_id = asked.tenant_id
                                            and ciphertexts.handle = asked.handle
                                          offset 0)
                        """,
                        SqlArray.ofIntegers(handles.stream()
                                .map(handle -> handle.tenant().value())
                                .toList()),
                        HandleArray.of(
                                handles.stream().map(TenantHandle::handle).toList()))
                .forEach(row -> pending.add(handles.get(row.get("number", Integer.class) - 1)));
    }
}
