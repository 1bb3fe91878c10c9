package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Bounds how many calls of a tenant run at once: those that use a processor or a database connection, unlike those that
 * wait. The operating system schedules the threads of calls and the processes of PostgreSQL without regard to tenants,
 * so a tenant with fifty running calls would get fifty times as much of the machine as a tenant with one.
 *
 * <p>A tenant that calls alone may run nearly as many as are useful; the bound keeps the queue short that another
 * tenant's first call meets. While several tenants call, each may run its share of a smaller number, even if others do
 * not use theirs, so that the next call of each starts at once. The calls of a tenant start in the order in which they
 * came.
 *
 * <p>A refused call is answered soon, and its client may repeat it at once, without end. Turns do not bound the cost of
 * a call outside its turn, on the way in and out. So while several tenants call, a refused call keeps its turn for some
 * time after it has ended. Thread-safe.
 */
public final class RunningCalls {
    /**
     * While it waits, a call checks at this interval whether its tenant may run more, and whether its caller is still
     * there.
     */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A refused call keeps its turn for this multiple of the time that it ran, within bounds. */
    private static final int REFUSAL_FACTOR = 3;

    static final Duration SHORTEST_REFUSAL = Duration.ofMillis(20);
    static final Duration LONGEST_REFUSAL = Duration.ofSeconds(1);

    private final Limits limits;
    private final TenantActivity activity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TenantId, Running> tenants = new HashMap<>();
    private int running;
    private int waiting;

    public RunningCalls(Limits limits, TenantActivity activity) {
        this.limits = limits;
        this.activity = activity;
    }

    /** A call of a tenant has come; it may run later. */
    public void called(TenantId tenant) {
        activity.called(tenant);
    }

    /**
     * Starts to run a call, as soon as its tenant may run one more.
     *
     * @param isGone whether the caller no longer waits for the answer
     * @throws CancellationException if the caller has left, or the thread is interrupted
     */
    public void start(TenantId tenant, BooleanSupplier isGone) {
        lock.lock();
        try {
            Running own = tenants.computeIfAbsent(tenant, any -> new Running());
            try {
                if (!own.waiting.isEmpty() || !mayRun(own)) {
                    await(own, tenant, isGone);
                }
                own.calls++;
                running++;
            } finally {
                // Not before: the last call that waits, while none runs, would run without being counted.
                forgetIfIdle(tenant, own);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(Running own, TenantId tenant, BooleanSupplier isGone) {
        Condition turn = lock.newCondition();
        own.waiting.addLast(turn);
        waiting++;
        try {
            while (own.waiting.getFirst() != turn || !mayRun(own)) {
                if (isGone.getAsBoolean()) {
                    throw new CancellationException("the caller of tenant " + tenant + " has left");
                }
                var unused = turn.awaitNanos(untilNextLook(own));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while other calls of tenant " + tenant + " ran");
        } finally {
            waiting--;
            own.waiting.remove(turn);
            wakeNext(own);
        }
    }

    private boolean mayRun(Running own) {
        int callers = activity.tenants();
        return callers > 1
                ? own.turns(activity.now()) < Math.max(1, limits.shared() / callers)
                : own.calls < limits.alone();
    }

    private long untilNextLook(Running own) {
        Duration end = own.refused.peek();
        return end == null ? LOOK_NANOS : Math.clamp(end.minus(activity.now()).toNanos(), 1, LOOK_NANOS);
    }

    private static void wakeNext(Running own) {
        Condition next = own.waiting.peekFirst();
        if (next != null) {
            next.signal();
        }
    }

    private void forgetIfIdle(TenantId tenant, Running own) {
        if (own.turns(activity.now()) == 0 && own.waiting.isEmpty()) {
            tenants.remove(tenant);
        }
    }

    /** A call no longer runs: it waits, or is over. */
    public void stop(TenantId tenant) {
        stop(tenant, Duration.ZERO);
    }

    /** A call was refused after it had run for this long. */
    public void stopRefused(TenantId tenant, Duration ran) {
        Duration kept = ran.multipliedBy(REFUSAL_FACTOR);
        if (kept.compareTo(SHORTEST_REFUSAL) < 0) {
            kept = SHORTEST_REFUSAL;
        } else if (kept.compareTo(LONGEST_REFUSAL) > 0) {
            kept = LONGEST_REFUSAL;
        }
        stop(tenant, kept);
    }

    private void stop(TenantId tenant, Duration kept) {
        lock.lock();
        try {
            Running own = tenants.get(tenant);
            if (own == null || own.calls == 0) {
                throw new IllegalStateException("no call of tenant " + tenant + " runs");
            }
            own.calls--;
            if (kept.isPositive() && activity.tenants() > 1) {
                own.refused.add(activity.now().plus(kept));
            }
            running--;
            wakeNext(own);
            forgetIfIdle(tenant, own);
        } finally {
            lock.unlock();
        }
    }

    /** Calls that run. */
    public int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Calls that wait for others of their tenant. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Limits of the calls that run at once.
     *
     * @param alone of a tenant while no other one calls
     * @param shared of all tenants together while several call; each may run one at least
     */
    public record Limits(int alone, int shared) {
        private static final int ALONE_PER_PROCESSOR = 8;
        private static final int SHARED_PER_PROCESSOR = 2;

        public Limits {
            if (alone < 1 || shared < 1) {
                throw new IllegalArgumentException("at least 1 call must run, got " + alone + " and " + shared);
            }
        }

        /**
         * The limits for a machine and a database pool. A tenant that calls alone leaves a connection for the first
         * call of another one.
         */
        public static Limits of(int processors, int databaseConnections) {
            return new Limits(
                    Math.max(1, Math.min(ALONE_PER_PROCESSOR * processors, databaseConnections - 1)),
                    Math.max(1, Math.min(SHARED_PER_PROCESSOR * processors, databaseConnections)));
        }
    }

    private static final class Running {
        private final Deque<Condition> waiting = new ArrayDeque<>();
        /** When the turns of refused calls end. */
        private final PriorityQueue<Duration> refused = new PriorityQueue<>();

        private int calls;

        /** Turns that are taken. */
        private int turns(Duration now) {
            while (!refused.isEmpty() && refused.element().compareTo(now) <= 0) {
                refused.remove();
            }
            return calls + refused.size();
        }
    }
}
