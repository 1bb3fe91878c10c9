package org.fhevm.coprocessor.cli.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The samples of the last hour, the oldest first; older ones are dropped. Changes, and is thread-safe. */
final class History {
    /** An hour of samples, one every five seconds. */
    static final int CAPACITY = 720;

    private final Deque<Sample> samples = new ArrayDeque<>();

    synchronized void add(Sample sample) {
        if (samples.size() == CAPACITY) {
            samples.removeFirst();
        }
        samples.addLast(sample);
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }
}
