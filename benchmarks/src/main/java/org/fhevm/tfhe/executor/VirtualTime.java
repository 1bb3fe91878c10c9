package org.fhevm.tfhe.executor;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Runs actions in the order of their times, on a clock that only these actions move. For one thread. */
public final class VirtualTime {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::atMillis).thenComparingLong(Event::number));

    private double now;
    private long number;

    /** Milliseconds since the beginning. */
    public double now() {
        return now;
    }

    /** Lets an action run when this much time has passed; actions of one time run in the order of these calls. */
    public void after(double millis, Runnable action) {
        events.add(new Event(now + millis, number++, action));
    }

    /** Runs all actions, and those that they ask for. */
    public void run() {
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.atMillis;
            next.action.run();
        }
    }

    private record Event(double atMillis, long number, Runnable action) {}
}
