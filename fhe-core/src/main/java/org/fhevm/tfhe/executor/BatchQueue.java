package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The waiting entries of a pool, in one queue for each key, with the order in which they are served.
 *
 * <p>Owners of keys have turns of one batch. The owner whose last turn is longest ago is served next; one that has had
 * no turn lately is served before all others, in the order of arrival. So a newcomer waits for no queue, and an owner
 * with few entries, who comes back with the next ones right after its turn, has as many turns as the others. Keys of an
 * owner share its turns in the same way. (Flows that become active come first in FQ-CoDel, too: RFC 8290.)
 *
 * <p>Within a queue, rounds of computations that have had few bootstraps come before those of long ones, which keep a
 * part of each batch, so that they end as well. (A foreground and a background: M. Nuyens and A. Wierman, "The
 * foreground-background queue: a survey", Performance Evaluation 65, 2008.) Rounds of a kind are served round-robin: a
 * round with thousands of entries delays others no longer than a small one does.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it.
 *
 * @param <K> the key that the entries of a batch share
 * @param <R> the round that an entry belongs to
 * @param <E> an entry
 */
final class BatchQueue<K, R, E> {
    /**
     * A computation that has had this many bootstraps is a long one. A sum or a choice of 64 bits has half as many at
     * most, with those that decompress its inputs.
     */
    static final int LONG = 256;

    /** Long computations get at least one of this many entries of a batch. */
    private static final int BACKGROUND_PART = 4;

    private static final long NEVER = -1;

    private final Function<K, ?> ownerOf;
    private final Map<K, KeyQueue<K, R, E>> queues = new HashMap<>();
    /** The last turn of each owner and key; none that came before those of all owners that wait. */
    private final Map<Object, Long> turns = new HashMap<>();

    private final Comparator<KeyQueue<K, R, E>> order;

    private long arrivals;

    /** @param ownerOf whose turn serves a key */
    BatchQueue(Function<K, ?> ownerOf) {
        this.ownerOf = ownerOf;
        this.order = Comparator.<KeyQueue<K, R, E>>comparingLong(queue -> lastTurn(ownerOf.apply(queue.key)))
                .thenComparingLong(queue -> lastTurn(queue.key))
                .thenComparingLong(queue -> queue.since);
    }

    /** The number of an arrival, by which other work is ordered among these queues. */
    long arrive() {
        return arrivals++;
    }

    /** @param attained bootstraps that the computation of this round has had before */
    void add(K key, R round, E entry, long attained) {
        queues.computeIfAbsent(key, added -> new KeyQueue<>(added, arrive())).add(round, entry, attained >= LONG);
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Entries of the queue that is served next; 0 if there is none. */
    int nextSize() {
        KeyQueue<K, R, E> next = next();
        return next == null ? 0 : next.size();
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
        int share = Math.ceilDiv(next.size(), Math.max(1, takers));
        List<E> entries = next.take(Math.min(maximum, share));
        next.since = arrive();
        if (next.size() == 0) {
            queues.remove(next.key);
        }
        endTurn(next);
        return new Batch<>(next.key, entries);
    }

    /** Removes all entries. */
    List<E> drain() {
        List<E> drained = new ArrayList<>();
        for (KeyQueue<K, R, E> queue : queues.values()) {
            drained.addAll(queue.take(queue.size()));
        }
        queues.clear();
        turns.clear();
        return drained;
    }

    /** Also forgets the turns that came before those of all owners that wait, and thereby keys that are not used. */
    private void endTurn(KeyQueue<K, R, E> served) {
        turns.put(ownerOf.apply(served.key), served.since);
        turns.put(served.key, served.since);
        KeyQueue<K, R, E> next = next();
        if (next == null) {
            turns.clear();
        } else {
            long oldest = lastTurn(ownerOf.apply(next.key));
            turns.values().removeIf(turn -> turn < oldest);
        }
    }

    private @Nullable KeyQueue<K, R, E> next() {
        KeyQueue<K, R, E> first = null;
        for (KeyQueue<K, R, E> queue : queues.values()) {
            if (first == null || order.compare(queue, first) < 0) {
                first = queue;
            }
        }
        return first;
    }

    private long lastTurn(Object ownerOrKey) {
        return turns.getOrDefault(ownerOrKey, NEVER);
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
        private final Rounds<R, E> foreground = new Rounds<>();
        private final Rounds<R, E> background = new Rounds<>();

        /** The arrival number of the last service, or of the first entry before that. */
        private long since;

        private KeyQueue(K key, long since) {
            this.key = key;
            this.since = since;
        }

        private void add(R round, E entry, boolean isLong) {
            (isLong ? background : foreground).add(round, entry);
        }

        private int size() {
            return foreground.size + background.size;
        }

        /** Removes {@code count} entries, no more than there are. */
        private List<E> take(int count) {
            List<E> taken = new ArrayList<>(count);
            int reserved = Math.min(background.size, count / BACKGROUND_PART);
            foreground.take(Math.min(foreground.size, count - reserved), taken);
            background.take(count - taken.size(), taken);
            return taken;
        }
    }

    /** The waiting entries of each round, in the order in which rounds are served. */
    private static final class Rounds<R, E> {
        private final SequencedMap<R, ArrayDeque<E>> entriesOf = new LinkedHashMap<>();
        private int size;

        private void add(R round, E entry) {
            entriesOf.computeIfAbsent(round, added -> new ArrayDeque<>()).add(entry);
            size++;
        }

        /** Moves {@code count} entries; a round with entries left goes to the back of the queue. */
        private void take(int count, List<E> taken) {
            int wanted = taken.size() + count;
            while (taken.size() < wanted) {
                Map.Entry<R, ArrayDeque<E>> first = entriesOf.pollFirstEntry();
                ArrayDeque<E> entries = first.getValue();
                while (taken.size() < wanted && !entries.isEmpty()) {
                    taken.add(entries.remove());
                }
                if (!entries.isEmpty()) {
                    entriesOf.putLast(first.getKey(), entries);
                }
            }
            size -= count;
        }
    }
}
