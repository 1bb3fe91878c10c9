package org.fhevm.coprocessor.common.audit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The lines that wait to be written. Lines that calls wait for come first, and tenants take turns with them: however
 * many calls a tenant makes, a line of another tenant is in the next batch. Some of the other lines go with each batch,
 * so that they come to their turn as well. Both kinds are bounded. Thread-safe.
 */
final class AuditQueue {
    /** Other lines beside those that calls wait for. */
    private static final int OTHERS_BESIDE = 8;

    private final int maximum;
    private final int largestBatch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<WaitingLine> others = new ArrayDeque<>();
    /** Lines that calls wait for: tenants in the order of their turns, and none without lines. */
    private final SequencedMap<TenantId, Deque<WaitingLine>> awaited = new LinkedHashMap<>();

    private int awaitedLines;

    /**
     * @param maximum lines of each kind
     * @param largestBatch lines of a batch; a line that a call waits for waits for the batch before its own at least
     */
    AuditQueue(int maximum, int largestBatch) {
        this.maximum = maximum;
        this.largestBatch = largestBatch;
    }

    /** Adds a line that no call waits for, if there is room. */
    boolean offer(WaitingLine line) {
        lock.lock();
        try {
            if (others.size() == maximum) {
                return false;
            }
            others.add(line);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a line that a call of the tenant waits for, if the tenant has fewer lines than there is room for. */
    boolean offerAwaited(TenantId tenant, WaitingLine line) {
        lock.lock();
        try {
            Deque<WaitingLine> lines = awaited.get(tenant);
            if ((lines == null ? 0 : lines.size()) >= maximum - awaitedLines) {
                return false;
            }
            awaited.computeIfAbsent(tenant, any -> new ArrayDeque<>()).add(line);
            awaitedLines++;
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Removes a line that its call waits for no longer; nothing happens if it has left the queue. */
    void withdraw(TenantId tenant, WaitingLine line) {
        lock.lock();
        try {
            Deque<WaitingLine> lines = awaited.get(tenant);
            if (lines != null && lines.remove(line)) {
                awaitedLines--;
                if (lines.isEmpty()) {
                    awaited.remove(tenant);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return others.isEmpty() && awaitedLines == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the next lines, waiting for the first one; there are none if none comes in this time. */
    List<WaitingLine> next(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (others.isEmpty() && awaitedLines == 0 && left > 0) {
                left = filled.awaitNanos(left);
            }
            List<WaitingLine> batch = new ArrayList<>();
            while (batch.size() < largestBatch - OTHERS_BESIDE && awaitedLines > 0) {
                batch.add(nextAwaited());
            }
            int room = batch.isEmpty() ? largestBatch : OTHERS_BESIDE;
            while (room-- > 0 && !others.isEmpty()) {
                batch.add(others.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private WaitingLine nextAwaited() {
        Map.Entry<TenantId, Deque<WaitingLine>> turn = awaited.firstEntry();
        awaited.remove(turn.getKey());
        WaitingLine line = turn.getValue().remove();
        awaitedLines--;
        if (!turn.getValue().isEmpty()) {
            awaited.putLast(turn.getKey(), turn.getValue());
        }
        return line;
    }
}
