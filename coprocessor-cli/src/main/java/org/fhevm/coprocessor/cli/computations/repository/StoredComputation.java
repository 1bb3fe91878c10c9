package org.fhevm.coprocessor.cli.computations.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of computations. Other versions and people write rows, too, so the codes need not be valid.
 *
 * @param inputs the encrypted operands, each once, in order; none if the operation is unknown
 * @param age time since its submission
 * @param attempts number of infrastructure failures
 * @param lostLeases number of workers that died or stopped renewing their lease while they held it
 */
public record StoredComputation(
        TenantHandle output,
        int operationCode,
        int typeCode,
        List<Handle> inputs,
        Duration age,
        int attempts,
        int lostLeases,
        Progress progress) {
    /** Bytes of the longest handle that a worker reads. */
    static final int LONGEST_NAME = 2048;

    private static final int LONGEST_OPERANDS = 3 * LONGEST_NAME + 100;

    /** Bytes of the longest reason that is shown. */
    private static final int LONGEST_REASON = 10_000;

    /**
     * The columns that {@link #of} reads, of the row {@code c} and of the worker {@code holder} with a live lease. The
     * database measures each before sending it.
     */
    static final String COLUMNS = """
            c.tenant_id, c.fhe_operation, c.output_type, c.is_scalar,
            case when octet_length(c.output_handle) <= %1$d then c.output_handle
                 else substring(c.output_handle for 32) end as output_handle,
            case when pg_column_size(c.dependencies) <= %2$d
                 then case when array_ndims(c.dependencies) = 1 and octet_length(array_send(c.dependencies)) <= %2$d
                           then array_remove(c.dependencies, null) end
                 end as operands,
            c.is_completed, c.is_error,
            case when octet_length(c.error_message) <= %3$d then c.error_message
                 else 'a reason of ' || octet_length(c.error_message) || ' bytes' end as error_message,
            case when octet_length(c.error_root) <= %1$d then c.error_root end as error_root,
            case when octet_length(c.waits_for) <= %1$d then c.waits_for
                 else substring(c.waits_for for 32) end as waits_for,
            c.attempts, c.lost_leases,
            case when not exists (select from ciphertexts as input
                                  where input.tenant_id = c.tenant_id and input.handle = c.waits_for
                                  offset 0)
                  and not exists (select from computations as input
                                  where input.tenant_id = c.tenant_id and input.output_handle = c.waits_for
                                  offset 0)
                 and isfinite(c.unknown_input_since)
                 then extract(epoch from now() - c.unknown_input_since)::bigint end as unknown_seconds,
            case when isfinite(c.unknown_input_deadline)
                 then extract(epoch from c.unknown_input_deadline - now())::bigint end as unknown_remaining_seconds,
            case when isfinite(c.created_at)
                 then extract(epoch from localtimestamp - c.created_at)::bigint else 0 end as age_seconds,
            case when isfinite(c.next_attempt_at)
                 then extract(epoch from c.next_attempt_at - now())::bigint end as pause_seconds,
            case when octet_length(holder.name) <= %1$d then holder.name
                 else '(' || octet_length(holder.name) || ' bytes)' end as holder_name,
            case when isfinite(holder.expires_at)
                 then extract(epoch from holder.expires_at - now())::bigint else 0 end as lease_seconds
            """.formatted(LONGEST_NAME, LONGEST_OPERANDS, LONGEST_REASON);

    /** Joins {@code holder} to {@code c}. */
    static final String HOLDER =
            "left join workers as holder on holder.worker_id = c.lease_worker and holder.expires_at > now()";

    public StoredComputation {
        inputs = List.copyOf(inputs);
    }

    static StoredComputation of(Record row) {
        int operation = row.get("fhe_operation", Integer.class);
        return new StoredComputation(
                new TenantHandle(
                        new TenantId(row.get("tenant_id", Integer.class)),
                        Handle.ofAnyLength(row.get("output_handle", byte[].class))),
                operation,
                row.get("output_type", Integer.class),
                inputs(operation, row.get("operands", byte[][].class), row.get("is_scalar", Boolean.class)),
                // Timestamps of this column have no zone: one written under another zone may lie in the future.
                Duration.ofSeconds(Math.max(0, row.get("age_seconds", Long.class))),
                row.get("attempts", Integer.class),
                row.get("lost_leases", Integer.class),
                progress(row));
    }

    /** @param operands null if they are no plain list */
    private static List<Handle> inputs(int operationCode, byte @Nullable [][] operands, boolean hasScalar) {
        Optional<FheOperation> operation = FheOperation.fromCode(operationCode);
        List<Handle> inputs = new ArrayList<>();
        for (int index = 0; operation.isPresent() && operands != null && index < operands.length; index++) {
            if (!operation.get().isScalarOperand(index, hasScalar)) {
                inputs.add(Handle.ofAnyLength(operands[index]));
            }
        }
        return inputs.stream().distinct().toList();
    }

    private static Progress progress(Record row) {
        if (row.get("is_completed", Boolean.class)) {
            return new Progress.Done();
        }
        if (row.get("is_error", Boolean.class)) {
            return new Progress.Failed(
                    Objects.requireNonNullElse(row.get("error_message", String.class), "no reason given"),
                    handle(row, "error_root"));
        }
        String holder = row.get("holder_name", String.class);
        if (holder != null) {
            return new Progress.Leased(holder, Duration.ofSeconds(row.get("lease_seconds", Long.class)));
        }
        Handle input = handle(row, "waits_for");
        if (input != null) {
            return new Progress.Waiting(input, unknown(row));
        }
        Long pause = row.get("pause_seconds", Long.class);
        return pause != null && pause > 0 ? new Progress.Postponed(Duration.ofSeconds(pause)) : new Progress.Ready();
    }

    private static Progress.@Nullable Unknown unknown(Record row) {
        Long since = row.get("unknown_seconds", Long.class);
        Long remaining = row.get("unknown_remaining_seconds", Long.class);
        return since == null || remaining == null
                ? null
                : new Progress.Unknown(
                        Duration.ofSeconds(Math.max(0, since)), Duration.ofSeconds(Math.max(0, remaining)));
    }

    private static @Nullable Handle handle(Record row, String column) {
        byte[] bytes = row.get(column, byte[].class);
        return bytes == null ? null : Handle.ofAnyLength(bytes);
    }
}
