package org.fhevm.coprocessor.worker.queue;

import java.util.Collection;
import org.jooq.DSLContext;

/** Marks computations as completed: their results are stored. */
public final class CompletionMarks {
    private CompletionMarks() {}

    /**
     * Marks rows that the transaction has locked.
     *
     * @param locators as {@link RowLocators} takes them
     */
    public static void set(DSLContext transaction, Collection<String> locators) {
        if (locators.isEmpty()) {
            return;
        }
        int completed = transaction.execute("""
                update computations
                set is_completed = true, completed_at = now(), lease_worker = null, waits_for = null
                from unnest({0}) as done(locator)
                where computations.ctid = done.locator
                """, RowLocators.of(locators));
        RowLocators.requireAll(completed, locators.size());
    }
}
