package org.fhevm.coprocessor.worker.queue;

import java.util.Collection;
import org.jooq.DSLContext;

/** Marks computations as completed: their results are stored. */
public final class CompletionMarks {
    private CompletionMarks() {}

    /**
     * Marks rows that the transaction has locked.
     *
     * @param places where they lie in the table, as {@link RowPlaces} takes them
     */
    public static void set(DSLContext transaction, Collection<String> places) {
        if (places.isEmpty()) {
            return;
        }
        int completed = transaction.execute("""
                update computations
                set is_completed = true, completed_at = now(), lease_worker = null, waits_for = null
                from unnest({0}) as done(place)
                where computations.ctid = done.place
                """, RowPlaces.of(places));
        RowPlaces.requireAll(completed, places.size());
    }
}
