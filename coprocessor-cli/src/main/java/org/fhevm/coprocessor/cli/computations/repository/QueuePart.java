package org.fhevm.coprocessor.cli.computations.repository;

/**
 * A part of the table that can be listed at bounded cost: a range of one index, or its first rows, filtered by a
 * condition.
 */
public enum QueuePart {
    LEASED(Rows.CLAIMABLE, "holder.worker_id is not null", Rows.OLDEST_FIRST),
    READY(
            Rows.CLAIMABLE,
            "holder.worker_id is null and (c.next_attempt_at is null or c.next_attempt_at <= now())",
            Rows.OLDEST_FIRST),
    POSTPONED(Rows.CLAIMABLE, "holder.worker_id is null and c.next_attempt_at > now()", Rows.OLDEST_FIRST),
    WAITING(Rows.WAITING, "true", Rows.OLDEST_FIRST),
    FAILED("is_error and least(is_error, not is_completed)", "true", "c.created_at desc, c.output_handle"),
    DONE("is_completed", "true", "c.completed_at desc nulls last, c.output_handle");

    private final String rows;
    private final String which;
    private final String order;

    QueuePart(String rows, String which, String order) {
        this.rows = rows;
        this.which = which;
        this.order = order;
    }

    /** The condition of the range that is read. */
    String rows() {
        return rows;
    }

    /** The order in which rows are read: that of the index of the range, so that the database reads no other rows. */
    String readingOrder() {
        return switch (this) {
            case LEASED, READY, POSTPONED -> "order by tenant_id, submission";
            case WAITING -> "order by tenant_id, waits_for";
            case FAILED, DONE -> "";
        };
    }

    /** The condition on row {@code c} and worker {@code holder} under which a row belongs to the part. */
    String which() {
        return which;
    }

    /** The order in which they are listed. */
    String order() {
        return order;
    }

    /** Conditions and orders that several parts share; the conditions repeat those of the indexes. */
    private static final class Rows {
        static final String CLAIMABLE = "not greatest(is_completed, is_error) and waits_for is null";
        static final String WAITING = "not greatest(is_completed, is_error) and waits_for is not null";
        static final String OLDEST_FIRST = "c.tenant_id, c.submission";
    }
}
