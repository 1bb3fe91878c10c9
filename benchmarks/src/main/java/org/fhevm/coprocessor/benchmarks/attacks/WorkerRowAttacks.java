package org.fhevm.coprocessor.benchmarks.attacks;

import static org.fhevm.coprocessor.benchmarks.attacks.Attack.Victim.WORKER;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.tfhe.operation.FheType;

/** Rows that a worker reads, as a worker of the reference, an operator or a mistake could have written them. */
final class WorkerRowAttacks {
    private static final int MEGABYTE = 1 << 20;
    private static final int WIDEST_DEPENDENCY = 150_000;
    private static final byte[] OPERAND = Messages.newHandle(FheType.UINT8);
    private static final byte[] FAILED = Messages.newHandle(FheType.UINT8);

    /** The columns of the 0.6 backend; one more value follows for the last of them. */
    private static final String INSERT =
            "insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar, dependencies)"
                    + " values (?, ?, 2, 0, true, ";

    static final List<Attack> ALL = List.of(
            Attack.byRows(
                    "row-many-dependencies",
                    "a row whose dependencies have 12,000,000 empty elements: 1 MB on disk",
                    WORKER,
                    target -> insert(target, "array_fill(''::bytea, array[12000000]))")),
            Attack.byRows(
                    "row-wide-dependency",
                    "a row with a dependency of 150 kB: the table's index takes none whose compressed form has more than 2 kB",
                    WORKER,
                    target -> insert(
                            target, "array[convert_to(repeat('a', ?), 'UTF8'), '\\x01'::bytea])", WIDEST_DEPENDENCY)),
            Attack.byRows(
                    "row-dependencies-sum",
                    "5,000 rows with dependencies of 150 kB each",
                    WORKER,
                    target -> target.execute(
                            "insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar,"
                                    + " dependencies) select ?, sha256(n::text::bytea), 2, 0, true,"
                                    + " array[convert_to(repeat('a', ?), 'UTF8'), '\\x01'::bytea]"
                                    + " from generate_series(1, 5000) n",
                            target.attacker().id(),
                            WIDEST_DEPENDENCY)),
            Attack.byRows("row-wide-ciphertext", "100 rows with an operand of --wide-mb", WORKER, target -> {
                ServerRowAttacks.storeWideCiphertext(
                        target, OPERAND, target.settings().wideMegabytes());
                useOperands(target, Stream.generate(() -> OPERAND).limit(100));
            }),
            Attack.byRows(
                    "row-ciphertexts-sum", "100 rows with operands of 10 MB, each another one", WORKER, target -> {
                        List<byte[]> operands = Messages.newHandles(FheType.UINT8, 100);
                        for (byte[] operand : operands) {
                            ServerRowAttacks.storeWideCiphertext(target, operand, 10);
                        }
                        useOperands(target, operands.stream());
                    }),
            Attack.byRows(
                    "row-wide-error-message",
                    "a failed row with a message of --wide-mb, and 100 rows that need its result",
                    WORKER,
                    target -> {
                        target.execute(
                                "insert into computations (tenant_id, output_handle, output_type, fhe_operation,"
                                        + " is_scalar,"
                                        + " dependencies, is_error, error_message)"
                                        + " values (?, ?, 2, 0, true, array['\\x01'::bytea], true, repeat('a', ?))",
                                target.attacker().id(),
                                FAILED,
                                target.settings().wideMegabytes() * MEGABYTE);
                        useOperands(target, Stream.generate(() -> FAILED).limit(100));
                    }),
            Attack.byRows(
                    "row-odd-codes",
                    "rows of every operation code from -1 to 40 and at both ends of its column, with types from -1 to"
                            + " 12 and at both ends, without operands and with one, two and three",
                    WORKER,
                    WorkerRowAttacks::oddCodes),
            Attack.byRows(
                    "row-odd-arrays",
                    "rows whose dependencies are empty, hold null, have two dimensions or begin at another index;"
                            + " handles of no bytes and of 2,000, and rows that depend on themselves",
                    WORKER,
                    WorkerRowAttacks::oddArrays),
            Attack.byRows(
                    "row-odd-ciphertexts",
                    "operands that are empty, cut, random, and of versions and types that there are not",
                    WORKER,
                    WorkerRowAttacks::oddCiphertexts),
            Attack.byRows(
                    "row-extreme-columns",
                    "rows at the ends of the columns of the queue: epochs and attempts of 2^31 - 1, positions of 2^63"
                            + " - 1 and none, times of infinity, and handles of 100 MB that they wait for",
                    WORKER,
                    WorkerRowAttacks::extremeColumns),
            Attack.byRows(
                    "row-truncated-keys-compute",
                    "1,000 rows of a tenant whose server key ends after half of its bytes",
                    WORKER,
                    target -> {
                        byte[] serverKey = ToyTenant.file("keys/sks");
                        rowsOf(
                                target,
                                target.addTenant(
                                                ToyTenant.file("keys/pks"),
                                                Arrays.copyOf(serverKey, serverKey.length / 2),
                                                ToyTenant.file("keys/pp"))
                                        .id(),
                                1_000);
                    }),
            Attack.byRows(
                    "row-wide-keys-compute",
                    "1,000 rows of a tenant whose server key has --wide-mb",
                    WORKER,
                    target -> {
                        int tenant = target.addTenant(
                                        ToyTenant.file("keys/pks"), new byte[0], ToyTenant.file("keys/pp"))
                                .id();
                        target.execute(
                                "update tenants set sks_key = convert_to(repeat('a', ?), 'UTF8') where tenant_id = ?",
                                target.settings().wideMegabytes() * MEGABYTE,
                                tenant);
                        rowsOf(target, tenant, 1_000);
                    }),
            Attack.byRows(
                    "row-no-tenants",
                    "10 rows each of 1,000 tenants that there are not",
                    WORKER,
                    target -> target.execute(
                            "insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar,"
                                    + " dependencies) select 1000000 + n % 1000, sha256(n::text::bytea), 2, 0, true,"
                                    + " array[sha256('x'), '\\x01'::bytea] from generate_series(1, 10000) n")),
            Attack.byRows(
                            "row-dead-workers",
                            "20,000 workers that are gone, with names of 10 kB",
                            WORKER,
                            target -> target.execute("insert into workers (worker_id, name, started_at, expires_at)"
                                    + " select gen_random_uuid(), repeat('w', 10000), '-infinity', now() - interval"
                                    + " '1 day'"
                                    + " from generate_series(1, 20000)"))
                    .cleanedUpBy(target -> target.execute("delete from workers where name like 'ww%'")));

    private WorkerRowAttacks() {}

    /** @param end SQL of the dependencies and a parenthesis */
    private static void insert(Target target, String end, Object... values) throws SQLException {
        Object[] all = new Object[2 + values.length];
        all[0] = target.attacker().id();
        all[1] = Messages.newHandle(FheType.UINT8);
        System.arraycopy(values, 0, all, 2, values.length);
        target.execute(INSERT + end, all);
    }

    private static void useOperands(Target target, Stream<byte[]> operands) throws SQLException {
        for (byte[] operand : operands.toList()) {
            insert(target, "array[?::bytea, '\\x01'::bytea])", (Object) operand);
        }
    }

    private static void rowsOf(Target target, int tenant, int count) throws SQLException {
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " values (?, ?, '\\x01', 0, 2)",
                tenant,
                OPERAND);
        target.execute(
                "insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar,"
                        + " dependencies)"
                        + " select ?, sha256(n::text::bytea), 2, 0, true, array[?::bytea, '\\x01'::bytea]"
                        + " from generate_series(1, ?) n",
                tenant,
                OPERAND,
                count);
    }

    private static void oddCodes(Target target) throws SQLException {
        storeTiny(target, OPERAND, "'\\x01'::bytea", 0, 2);
        target.execute("""
                insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar, dependencies)
                select ?, sha256((operation || ',' || type || ',' || operands || ',' || scalar)::bytea),
                       type, operation, scalar, array_fill(?::bytea, array[operands])
                from unnest(array[-32768, 32767] || array(select generate_series(-1, 40))) operation,
                     unnest(array[-32768, -1, 0, 2, 11, 12, 32767]) type,
                     generate_series(0, 3) operands,
                     unnest(array[false, true]) scalar
                """, target.attacker().id(), OPERAND);
    }

    private static void oddArrays(Target target) throws SQLException {
        for (String dependencies : List.of(
                "'{}')",
                "array[null]::bytea[])",
                "array[null, '\\x01']::bytea[])",
                "array[array['\\x01', '\\x02'], array['\\x03', '\\x04']]::bytea[])",
                "'[5:6]={\"\\\\x01\",\"\\\\x02\"}')",
                "array[''::bytea, ''::bytea])",
                "array[sha256('absent'), convert_to(repeat('a', 2000), 'UTF8')])")) {
            insert(target, dependencies);
        }
        for (byte[] handle : List.of(new byte[0], new byte[1], new byte[2000], OPERAND)) {
            target.execute(
                    INSERT + "array[?::bytea, '\\x01'::bytea])",
                    target.attacker().id(),
                    handle,
                    handle);
        }
    }

    private static void storeTiny(Target target, byte[] handle, String ciphertext, int version, int type)
            throws SQLException {
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " values (?, ?, " + ciphertext + ", ?, ?)",
                target.attacker().id(),
                handle,
                version,
                type);
    }

    private static void oddCiphertexts(Target target) throws SQLException {
        List<byte[]> operands = Messages.newHandles(FheType.UINT8, 8);
        storeTiny(target, operands.get(0), "''::bytea", 0, 2);
        storeTiny(target, operands.get(1), "'\\x00'::bytea", 0, 2);
        storeTiny(target, operands.get(2), "convert_to(repeat('a', 1000), 'UTF8')", 0, 2);
        // Bytes 0xff: a reader finds a length of 2^64 - 1 wherever it expects one.
        storeTiny(target, operands.get(3), "decode(repeat('ff', 1000), 'hex')", 0, 2);
        storeTiny(target, operands.get(4), "'\\x01'::bytea", 32_767, 2);
        storeTiny(target, operands.get(5), "'\\x01'::bytea", -1, -1);
        storeTiny(target, operands.get(6), "'\\x01'::bytea", 0, 32_767);
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " select ?, ?, substr(ciphertext, 1, octet_length(ciphertext) / 2), 0, 2 from ciphertexts"
                        + " where ciphertext_version = 0 and octet_length(ciphertext) between 100 and 100000 limit 1",
                target.attacker().id(),
                operands.get(7));
        useOperands(target, IntStream.range(0, 20).boxed().flatMap(i -> operands.stream()));
    }

    private static void extremeColumns(Target target) throws Exception {
        target.call(
                target.attacker(0), Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(List.of(OPERAND), FheType.UINT8));
        for (String column : List.of(
                "lease_epoch = 2147483647",
                "lease_epoch = -2147483648",
                "attempts = 2147483647",
                "attempts = -2147483648",
                "submission = 9223372036854775807",
                "submission = -9223372036854775808",
                "submission = null",
                "created_at = 'infinity'",
                "created_at = '-infinity'",
                "next_attempt_at = 'infinity'",
                "next_attempt_at = '-infinity'",
                "lease_worker = '00000000-0000-0000-0000-000000000000'",
                "error_root = convert_to(repeat('a', 104857600), 'UTF8')",
                "waits_for = ''",
                "waits_for = convert_to(repeat('a', 2000), 'UTF8')",
                "error_message = repeat('a', 104857600)",
                "completed_at = 'infinity'")) {
            byte[] handle = Messages.newHandle(FheType.UINT8);
            // One statement inserts the row with its odd value, so that no worker meets it without.
            String name = column.substring(0, column.indexOf(' '));
            String value = column.substring(column.indexOf('=') + 2);
            target.execute(
                    "insert into computations (tenant_id, output_handle, output_type, fhe_operation, is_scalar,"
                            + " dependencies, "
                            + name + ") values (?, ?, 2, 0, true, array[?::bytea, '\\x01'::bytea], " + value + ")",
                    target.attacker().id(),
                    handle,
                    OPERAND);
        }
    }
}
