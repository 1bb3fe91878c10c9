package org.fhevm.coprocessor.worker.queue;

import java.util.List;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.plan.StoredOperands;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Reads the operands of locked rows. The columns may hold any value, so the database first measures them: the size as
 * stored, which it knows without reading them and which bounds the size that they expand to, then number and size. It
 * sends only operands within bounds.
 */
public final class RowContents {
    private final DSLContext transaction;

    public RowContents(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** The decoded rows, in their order. */
    public List<RowDecoding> of(List<QueueRow> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return transaction
                .resultQuery(
                        """
                        select locked.number, row.*
                        from unnest({0}) with ordinality as locked(locator, number)
                        cross join lateral (
                            select fhe_operation, output_type, is_scalar, stored_bytes, is_list,
                                   operand_count, operand_bytes,
                                   case when is_list and operand_count <= {2} and operand_bytes <= {1}
                                        then dependencies end as operands
                            from (
                                select fhe_operation, output_type, is_scalar, dependencies,
                                       pg_column_size(dependencies) as stored_bytes,
                                       case when pg_column_size(dependencies) <= {1}
                                            then coalesce(array_ndims(dependencies), 1) = 1 end as is_list,
                                       case when pg_column_size(dependencies) <= {1}
                                            then cardinality(dependencies) end as operand_count,
                                       case when pg_column_size(dependencies) <= {1}
                                            then octet_length(array_send(dependencies)) end as operand_bytes
                                from computations
                                where ctid = locked.locator
                                offset 0
                            ) as measured
                        ) as row
                        order by locked.number
                        """,
                        RowLocators.of(rows.stream().map(QueueRow::locator).toList()),
                        DSL.inline(StoredOperands.MAXIMUM_BYTES),
                        DSL.inline(StoredOperands.MAXIMUM_COUNT))
                .fetch(row -> decode(rows.get(row.get("number", Integer.class) - 1), row));
    }

    private static RowDecoding decode(QueueRow locked, Record row) {
        Boolean isList = row.get("is_list", Boolean.class);
        StoredOperands operands = isList == null
                ? new StoredOperands.Oversized(row.get("stored_bytes", Long.class))
                : operands(isList, row);
        return RowDecoding.decode(
                locked.output(),
                row.get("fhe_operation", Integer.class),
                row.get("output_type", Integer.class),
                operands,
                row.get("is_scalar", Boolean.class));
    }

    private static StoredOperands operands(boolean isList, Record row) {
        if (!isList) {
            return new StoredOperands.NoList();
        }
        int count = row.get("operand_count", Integer.class);
        byte[][] operands = row.get("operands", byte[][].class);
        if (operands != null) {
            return new StoredOperands.Listed(operands);
        }
        return count > StoredOperands.MAXIMUM_COUNT
                ? new StoredOperands.TooMany(count)
                : new StoredOperands.Oversized(row.get("operand_bytes", Long.class));
    }
}
