package org.fhevm.coprocessor.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.impl.DSL;

/**
 * A queue with a given number of computations of three tenants, in graphs of four as a confidential transfer has them.
 */
final class FilledQueue {
    static final int TENANTS = 3;

    /** The input of every graph. */
    static final Handle INPUT = Handle.of(new byte[32]);

    private final Database database;

    FilledQueue(Database database) {
        this.database = database;
    }

    void addTenants() throws Exception {
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            TenantId id = new TenantRepository(database)
                    .insert(new NewTenant(
                            UUID.randomUUID(),
                            new ChainId(12345),
                            "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                            "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                            new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
            new CiphertextRepository(database.dsl())
                    .insert(id, List.of(NewCiphertext.computed(INPUT, FheType.UINT64, NoEngine.STORED)));
        }
    }

    /** Replaces the content of the queue. Row n of a graph of four: 0 from the input, 1 from 0, 2 and 3 from 1. */
    void fill(int computations) {
        database.dsl().execute("truncate computations");
        database.dsl().execute("delete from ciphertexts where handle <> {0}", DSL.val(INPUT.bytes()));
        database.dsl().execute("""
                        insert into computations
                            (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
                        select 1 + (n / 4) % {2}, sha256(n::text::bytea), 5,
                               array[{1}, case n % 4 when 0 then {1}
                                                     when 1 then sha256((n - 1)::text::bytea)
                                                     when 2 then sha256((n - 1)::text::bytea)
                                                     else sha256((n - 2)::text::bytea) end],
                               0, false
                        from generate_series(0, {0} - 1) as n
                        """, DSL.val(computations), DSL.val(INPUT.bytes()), DSL.val(TENANTS));
        database.dsl().execute("vacuum analyze computations");
        database.dsl().execute("vacuum analyze ciphertexts");
        database.dsl().execute("checkpoint");
    }

    int pending() {
        return database.dsl()
                .resultQuery("select count(*)::int from computations where not is_completed")
                .fetchSingle(0, Integer.class);
    }
}
