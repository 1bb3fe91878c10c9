package org.fhevm.coprocessor.common.audit;

import java.time.Instant;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done, or refused.
 *
 * @param action method of a call, or command
 * @param requestId of a call, in its log lines too
 * @param outcome {@code requested} before anything is done; then {@code ok}, {@code error} or {@code cancelled}
 * @param reason of an outcome that is not ok, without secrets
 * @param count how many handles it was about; 0 if it was refused before they were read
 * @param handles the first ones, in hexadecimal
 */
public record AuditEntry(
        Instant time,
        String action,
        AuditSubject subject,
        @Nullable String requestId,
        String outcome,
        @Nullable String reason,
        long count,
        List<String> handles) {
    /** The handles of a line: enough to find the call, and few enough that a line stays short. */
    public static final int MAXIMUM_HANDLES = 16;

    public AuditEntry {
        handles = List.copyOf(handles);
        if (handles.size() > MAXIMUM_HANDLES) {
            throw new IllegalArgumentException("an audit line has " + MAXIMUM_HANDLES + " handles at most");
        }
    }

    /** A line of the audit log's own, by which a reader sees from when on lines are complete. */
    static AuditEntry ofLog(String action, long refusedCalls) {
        return new AuditEntry(Instant.now(), action, new TheLog(), null, "ok", null, refusedCalls, List.of());
    }

    /** No one: the process acts by itself. */
    private record TheLog() implements AuditSubject {
        @Override
        public @Nullable TenantId tenant() {
            return null;
        }

        @Override
        public @Nullable String keyName() {
            return null;
        }

        @Override
        public @Nullable String certificate() {
            return null;
        }

        @Override
        public @Nullable String address() {
            return null;
        }

        @Override
        public @Nullable String account() {
            return null;
        }
    }
}
