package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The waiting entries of a pool, in one queue for each key, with the order in which they are served.
 *
 * <p>The queue that has waited longest is served next, one batch at a time, and then goes to the back. Rounds within a
 * queue are served round-robin in the same way: a round with thousands of entries delays others no longer than a small
 * one does.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it.
 *
 * @param <K> the key that the entries of a batch share
 * @param <R> the round that an entry belongs to
 * @param <E> an entry
 */
final class BatchQueue<K, R, E> {
    private final Map<K, KeyQueue<K, R, E>> queues = new HashMap<>();
    private long arrivals;

    /** The number of an arrival, by which other work is ordered among these queues. */
    long arrive() {
        return arrivals++;
    }

    void add(K key, R round, E entry) {
        queues.computeIfAbsent(key, added -> new KeyQueue<>(added, arrive())).add(round, entry);
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Entries of the queue that is served next; 0 if there is none. */
    int nextSize() {
        KeyQueue<K, R, E> next = next();
        return next == null ? 0 : next.size;
    }

    /** Since which arrival the queue that is served next has waited; the largest number if there is none. */
    long nextSince() {
        KeyQueue<K, R, E> next = next();
        return next == null ? Long.MAX_VALUE : next.since;
    }

    /**
     * Removes the next batch, a fair share of its queue. There must be an entry.
     *
     * @param takers threads that could each take a batch now
     * @param maximum entries of a batch at most
     */
    Batch<K, E> take(int takers, int maximum) {
        KeyQueue<K, R, E> next = next();
        if (next == null) {
            throw new IllegalStateException("no entry is waiting");
        }
        int share = Math.ceilDiv(next.size, Math.max(1, takers));
        List<E> entries = next.take(Math.min(maximum, share));
        next.since = arrive();
        if (next.size == 0) {
            queues.remove(next.key);
        }
        return new Batch<>(next.key, entries);
    }

    /** Removes all entries. */
    List<E> drain() {
        List<E> drained = new ArrayList<>();
        for (KeyQueue<K, R, E> queue : queues.values()) {
            drained.addAll(queue.take(queue.size));
        }
        queues.clear();
        return drained;
    }

    private @Nullable KeyQueue<K, R, E> next() {
        KeyQueue<K, R, E> oldest = null;
        for (KeyQueue<K, R, E> queue : queues.values()) {
            if (oldest == null || queue.since < oldest.since) {
                oldest = queue;
            }
        }
        return oldest;
    }

    /**
     * Entries that are served together.
     *
     * @param entries at least one
     */
    record Batch<K, E>(K key, List<E> entries) {}

    /** The entries of one key. */
    private static final class KeyQueue<K, R, E> {
        private final K key;
        /** The waiting entries of each round, in the order in which rounds are served. */
        private final SequencedMap<R, ArrayDeque<E>> rounds = new LinkedHashMap<>();

        private int size;
        /** The arrival number of the last service, or of the first entry before that. */
        private long since;

        private KeyQueue(K key, long since) {
            this.key = key;
            this.since = since;
        }

        private void add(R round, E entry) {
            rounds.computeIfAbsent(round, added -> new ArrayDeque<>()).add(entry);
            size++;
        }

        /** Removes {@code count} entries; a round with entries left goes to the back of the queue. */
        private List<E> take(int count) {
            List<E> taken = new ArrayList<>(count);
            while (taken.size() < count) {
                Map.Entry<R, ArrayDeque<E>> first = rounds.pollFirstEntry();
                ArrayDeque<E> entries = first.getValue();
                while (taken.size() < count && !entries.isEmpty()) {
                    taken.add(entries.remove());
                }
                if (!entries.isEmpty()) {
                    rounds.putLast(first.getKey(), entries);
                }
            }
            size -= count;
            return taken;
        }
    }
}
