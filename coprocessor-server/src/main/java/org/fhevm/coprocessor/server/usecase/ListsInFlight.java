package org.fhevm.coprocessor.server.usecase;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Lists that requests are expanding. Another request with one of them waits, and finds it stored afterwards. A request
 * claims all of its lists at once or none, so that no two requests wait for each other.
 */
final class ListsInFlight {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Set<TenantList> claimed = new HashSet<>();

    /**
     * Claims lists as soon as no other request has one of them. If that takes longer than the request may wait, it
     * claims none, and the request does the same work again.
     */
    Claim claim(Caller caller, Patience patience, Set<BlobHash> lists) {
        Set<TenantList> wanted = lists.stream()
                .map(list -> new TenantList(caller.tenant(), list))
                .collect(Collectors.toSet());
        try (CallPlace.Absence paused = caller.place().pause();
                Presence.Registration leaving = caller.presence().onLeaving(this::wake)) {
            return claim(caller, patience, wanted, lock);
        }
    }

    private Claim claim(Caller caller, Patience patience, Set<TenantList> wanted, ReentrantLock held) {
        held.lock();
        try {
            while (wanted.stream().anyMatch(claimed::contains)) {
                caller.requirePresent();
                long nanos = patience.nanosLeft();
                if (nanos == 0) {
                    return new Claim(Set.of());
                }
                var unused = released.awaitNanos(nanos);
            }
            claimed.addAll(wanted);
            return new Claim(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while another request expanded the same list");
        } finally {
            held.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private record TenantList(TenantId tenant, BlobHash list) {}

    /** Claimed lists, until it is closed. */
    final class Claim implements AutoCloseable {
        private final Set<TenantList> lists;

        private Claim(Set<TenantList> lists) {
            this.lists = lists;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                claimed.removeAll(lists);
                released.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
