package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import org.fhevm.coprocessor.cli.tenant.repository.TenantRows;
import org.fhevm.coprocessor.cli.tenant.repository.TenantRows.Table;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;

/** Removes the rows of a tenant, and reports how far it has come. */
final class RowRemoval {
    /** A line for each statement would be thousands of lines. */
    private static final long ROWS_FOR_A_LINE = 50_000;

    private final PrintWriter out;
    private final Map<Table, Long> removed = new EnumMap<>(Table.class);

    RowRemoval(PrintWriter out) {
        this.out = out;
    }

    /**
     * Removes what the tenant has computed and stored.
     *
     * @return the number of computations that were removed
     * @throws CommandFailure if rows are left, because other transactions have locked them
     */
    long run(TenantRows rows, TenantId tenant) {
        boolean isComplete = rows.removeAll(tenant, this::advanced);
        removed.forEach((table, count) -> out.println("removed from " + table.label() + ": " + count));
        out.flush();
        if (!isComplete) {
            throw new CommandFailure("other transactions hold rows of tenant " + tenant
                    + ", as workers of fhevm 0.6 do while they compute; run the command again when they have ended");
        }
        return removed.getOrDefault(Table.COMPUTATIONS, 0L);
    }

    private void advanced(Table table, long count) {
        long before = removed.getOrDefault(table, 0L);
        removed.put(table, count);
        if (count / ROWS_FOR_A_LINE > before / ROWS_FOR_A_LINE) {
            out.println("removing from " + table.label() + ": " + count + " so far");
            out.flush();
        }
    }
}
