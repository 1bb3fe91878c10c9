package org.fhevm.coprocessor.server.usecase;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.server.config.FheWork;
import org.jspecify.annotations.Nullable;

/**
 * Runs the FHE work of requests on virtual threads, in turns: {@link TenantBacklogs} decides which requests are
 * admitted, {@link FairTurns} which piece of work runs next. The pool behind the evaluator shares out the processors,
 * with turns of its own; these turns bound memory, and let new requests begin early.
 *
 * <p>At most half of all turns run or wait for one request.
 */
public final class FheTasks {
    private final FheWork limits;
    private final int maximumPerRequest;
    private final TurnGate turns;
    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when a request is admitted, or a caller leaves. */
    private final Condition admission = lock.newCondition();
    /** Guarded by the lock. */
    private final TenantBacklogs backlogs;
    /** Guarded by the lock. */
    private int waitingForAdmission;

    /**
     * Makes tasks that share the processors while several tenants call.
     *
     * @param maximumAtOnce turns that run at once
     * @param processors that turns are computed on
     */
    public FheTasks(int maximumAtOnce, FheWork limits, MeterRegistry metrics, int processors, TenantActivity activity) {
        this(maximumAtOnce, limits, metrics, () -> {
            int tenants = activity.tenants();
            return tenants > 1 ? Math.max(1, processors / tenants) : maximumAtOnce;
        });
    }

    FheTasks(int maximumAtOnce, FheWork limits, MeterRegistry metrics, IntSupplier mostTurnsPerTenant) {
        this.limits = limits;
        this.maximumPerRequest = Math.ceilDiv(maximumAtOnce, 2);
        this.turns = new TurnGate(maximumAtOnce, limits.maximumBlocksInMemory(), mostTurnsPerTenant);
        this.backlogs = new TenantBacklogs(limits.maximumRequestsPerTenant(), limits.maximumBlocksPerTenant());
        turnGauge("running", metrics, FairTurns::running);
        turnGauge("waiting", metrics, FairTurns::waiting);
        Gauge.builder("coprocessor_server_fhe_blocks", turns, gate -> gate.read(FairTurns::heldBlocks))
                .description("blocks of uploads that are expanded and not yet compressed")
                .register(metrics);
        Gauge.builder("coprocessor_server_fhe_requests_waiting", this, FheTasks::waitingForAdmission)
                .description("uploads that wait for earlier requests of their tenant")
                .register(metrics);
    }

    private void turnGauge(String state, MeterRegistry metrics, ToDoubleFunction<FairTurns> value) {
        Gauge.builder("coprocessor_server_fhe_turns", turns, gate -> gate.read(value))
                .description("pieces of FHE work of uploads and trivial encryptions")
                .tag("state", state)
                .register(metrics);
    }

    /** Requests that wait for earlier ones of their tenant. */
    int waitingForAdmission() {
        lock.lock();
        try {
            return waitingForAdmission;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits a request, and waits while too much work of its tenant is in flight.
     *
     * @param blocks number of blocks of the whole request
     * @throws CoprocessorException with {@link CoprocessorError.TooMuchFheWork} if it has to wait longer than it may,
     *     with {@link CoprocessorError.RateExceeded} if its tenant had too many blocks lately
     * @throws CancellationException if the caller leaves
     */
    public Admitted admit(Caller caller, Patience patience, int blocks) {
        caller.blockRate().spend(blocks);
        try (CallPlace.Absence paused = caller.place().pause();
                Presence.Registration leaving = caller.presence().onLeaving(this::wakeAdmissions)) {
            return new Admitted(caller, awaitAdmission(caller, patience, blocks));
        }
    }

    private TenantBacklogs.Admission awaitAdmission(Caller caller, Patience patience, int blocks) {
        lock.lock();
        try {
            TenantBacklogs.Admission asked = backlogs.ask(caller.tenant(), blocks);
            waitingForAdmission++;
            try {
                while (!asked.isAdmitted()) {
                    caller.requirePresent();
                    long nanos = patience.nanosLeft();
                    if (nanos == 0) {
                        throw new CoprocessorException(new CoprocessorError.TooMuchFheWork(
                                limits.maximumRequestsPerTenant(), limits.maximumBlocksPerTenant()));
                    }
                    await(admission, nanos);
                }
                return asked;
            } catch (RuntimeException e) {
                end(asked);
                throw e;
            } finally {
                waitingForAdmission--;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void await(Condition condition, long nanos) {
        try {
            var unused = condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            throw TurnGate.interrupted();
        }
    }

    private void wakeAdmissions() {
        lock.lock();
        try {
            admission.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void end(TenantBacklogs.Admission ended) {
        if (!backlogs.end(ended).isEmpty()) {
            admission.signalAll();
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }

    /** The work on one item. */
    @FunctionalInterface
    public interface Work<T, R> {
        R apply(T item, Pace pace);
    }

    /** Divides long work into turns. */
    @FunctionalInterface
    public interface Pace {
        /**
         * Lets other work have its turn, and returns when the next turn of this work has come.
         *
         * @throws CancellationException if the result is no longer needed
         */
        void giveWay();
    }

    /** An admitted request; to be closed when its work is done. */
    public final class Admitted implements AutoCloseable {
        private final Caller caller;
        private final TenantBacklogs.Admission admitted;

        private Admitted(Caller caller, TenantBacklogs.Admission admitted) {
            this.caller = caller;
            this.admitted = admitted;
        }

        /**
         * The results for these items, in order. The first failure, in order of the items, is thrown; items that have
         * not begun by then are not begun, nor are any once the caller has left.
         *
         * @param blocks the most blocks that an item's work holds in memory
         */
        public <T, R> List<R> map(List<T> items, ToIntFunction<T> blocks, Work<T, R> work) {
            if (items.isEmpty()) {
                return List.of();
            }
            try (TurnGate.RequestTurns requestTurns = turns.register(caller.tenant())) {
                Request<T, R> request = new Request<>(caller, requestTurns, items, blocks, work);
                try (CallPlace.Absence paused = caller.place().pause();
                        Presence.Registration leaving = caller.presence().onLeaving(requestTurns::wake)) {
                    request.run(Math.min(items.size(), maximumPerRequest));
                }
                return request.results();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                end(admitted);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The items of one request, taken in order by several threads. When one fails, every earlier one has been taken,
     * and is finished or still worked on, so that the first failure in order is known once all threads have ended.
     */
    private static final class Request<T, R> {
        private final Caller caller;
        private final TurnGate.RequestTurns turns;
        private final List<T> items;
        private final ToIntFunction<T> blocks;
        private final Work<T, R> work;
        private final AtomicInteger next = new AtomicInteger();
        private final ConcurrentSkipListMap<Integer, R> results = new ConcurrentSkipListMap<>();
        private final ConcurrentSkipListMap<Integer, Throwable> failures = new ConcurrentSkipListMap<>();

        Request(Caller caller, TurnGate.RequestTurns turns, List<T> items, ToIntFunction<T> blocks, Work<T, R> work) {
            this.caller = caller;
            this.turns = turns;
            this.items = items;
            this.blocks = blocks;
            this.work = work;
        }

        void run(int threads) {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> futures = new ArrayList<>(threads);
                for (int thread = 0; thread < threads; thread++) {
                    futures.add(executor.submit(this::workOnItems));
                }
                join(futures);
            }
        }

        private static void join(List<Future<?>> futures) {
            try {
                for (Future<?> future : futures) {
                    future.get();
                }
            } catch (ExecutionException e) {
                throw unchecked(e.getCause());
            } catch (InterruptedException e) {
                throw TurnGate.interrupted();
            } finally {
                futures.forEach(future -> future.cancel(true));
            }
        }

        private void workOnItems() {
            for (int index = next.getAndIncrement();
                    index < items.size() && failures.isEmpty();
                    index = next.getAndIncrement()) {
                work(index);
            }
        }

        private void work(int index) {
            T item = items.get(index);
            FairTurns.Turn turn = turns.add(blocks.applyAsInt(item));
            try {
                turns.await(turn, () -> requireWanted(index));
                results.put(index, work.apply(item, () -> giveWay(turn, index)));
            } catch (RuntimeException | Error e) {
                failures.put(index, e);
                turns.wake();
            } finally {
                turns.end(turn);
            }
        }

        private void giveWay(FairTurns.Turn turn, int index) {
            turns.yield(turn);
            turns.await(turn, () -> requireWanted(index));
        }

        private void requireWanted(int index) {
            caller.requirePresent();
            Map.Entry<Integer, Throwable> failure = failures.firstEntry();
            if (failure != null && failure.getKey() < index) {
                throw new CancellationException("an earlier part of the request failed");
            }
        }

        List<R> results() {
            if (!failures.isEmpty()) {
                throw unchecked(failures.firstEntry().getValue());
            }
            return List.copyOf(results.values());
        }
    }
}
