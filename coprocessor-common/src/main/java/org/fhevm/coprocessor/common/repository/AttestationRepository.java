package org.fhevm.coprocessor.common.repository;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Which ciphertext was attested for a handle; the first one stays. */
public final class AttestationRepository {
    /** A handle is met again only if another transaction stored it meanwhile, after which it is found. */
    private static final int MAXIMUM_ROUNDS = 5;

    private final DSLContext dsl;

    public AttestationRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Remembers digests of ciphertexts for their handles, and returns the handles for which another digest is
     * remembered already. Handles that are new are written in their order, so that of two transactions with handles in
     * common one waits for the other.
     */
    public Set<Handle> remember(TenantId tenant, Map<Handle, Bytes> digests) {
        Set<Handle> contradicted = new HashSet<>();
        Map<Handle, Bytes> open = new HashMap<>(digests);
        for (int round = 0; round < MAXIMUM_ROUNDS; round++) {
            open = storeMissing(tenant, open, contradicted);
            if (open.isEmpty()) {
                return contradicted;
            }
        }
        throw new CoprocessorException(
                new CoprocessorError.DatabaseFailure("attestations are being removed, try again later"));
    }

    /** Returns the digests that another transaction may have stored since this statement began. */
    private Map<Handle, Bytes> storeMissing(TenantId tenant, Map<Handle, Bytes> digests, Set<Handle> contradicted) {
        Map<Handle, Bytes> undecided = new HashMap<>();
        if (digests.isEmpty()) {
            return undecided;
        }
        List<Map.Entry<Handle, Bytes>> asked = List.copyOf(digests.entrySet());
        for (Record row : differing(tenant, asked)) {
            Map.Entry<Handle, Bytes> entry = asked.get(row.get("number", Integer.class) - 1);
            if (row.get("is_known", Boolean.class)) {
                contradicted.add(entry.getKey());
            } else {
                undecided.put(entry.getKey(), entry.getValue());
            }
        }
        return undecided;
    }

    private Result<Record> differing(TenantId tenant, List<Map.Entry<Handle, Bytes>> asked) {
        return dsl.resultQuery(
                        """
                        with known as materialized (
                            select asked.number, asked.handle, asked.digest, stored.digest as remembered
                            from unnest({1}, {2}) with ordinality as asked(handle, digest, number)
                            left join lateral (
                                select ciphertext_digest as digest from attestations
                                where tenant_id = {0} and handle = asked.handle limit 1
                            ) as stored on true
                        ), added as (
                            insert into attestations (tenant_id, handle, ciphertext_digest)
                            select {0}, handle, digest from known where remembered is null order by handle
                            on conflict do nothing
                            returning handle
                        )
                        select number, remembered is not null as is_known
                        from known
                        where remembered is distinct from digest and handle not in (select handle from added)
                        """,
                        DSL.val(tenant.value()),
                        HandleArray.of(asked.stream().map(Map.Entry::getKey).toList()),
                        SqlArray.ofBytes(asked.stream()
                                .map(entry -> entry.getValue().array())
                                .toArray(byte[][]::new)))
                .fetch();
    }
}
