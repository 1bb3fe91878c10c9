package org.fhevm.coprocessor.server.usecase;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.fhevm.coprocessor.common.id.TenantId;

/** Makes threads wait for their turns, which {@link FairTurns} decides: its lock and its conditions. Thread-safe. */
final class TurnGate {
    private final IntSupplier mostTurnsPerTenant;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final FairTurns turns;
    /**
     * By request; signalled when a turn of it starts, or its work may no longer be wanted. Guarded by the lock.
     */
    private final Map<FairTurns.Request, Condition> wakings = new HashMap<>();

    /**
     * Opens the gate.
     *
     * @param maximumRunning turns that run at once
     * @param maximumBlocks blocks that begun work holds
     * @param mostTurnsPerTenant turns of one tenant that run at once, asked whenever turns may start
     */
    TurnGate(int maximumRunning, int maximumBlocks, IntSupplier mostTurnsPerTenant) {
        this.turns = new FairTurns(maximumRunning, maximumBlocks);
        this.mostTurnsPerTenant = mostTurnsPerTenant;
    }

    /** Reads a figure of the turns, for a gauge. */
    double read(ToDoubleFunction<FairTurns> figure) {
        lock.lock();
        try {
            return figure.applyAsDouble(turns);
        } finally {
            lock.unlock();
        }
    }

    /** Registers a request of this tenant. */
    RequestTurns register(TenantId tenant) {
        return new RequestTurns(tenant);
    }

    /** With the lock. */
    private void startTurns() {
        for (FairTurns.Turn started : turns.start(mostTurnsPerTenant.getAsInt())) {
            Condition waking = wakings.get(started.request());
            if (waking != null) {
                waking.signalAll();
            }
        }
    }

    static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while FHE work was in progress");
    }

    /** The turns of one request, taken by its threads; to be closed when all of them have ended. */
    final class RequestTurns implements AutoCloseable {
        private final FairTurns.Request request;
        private final Condition waking = lock.newCondition();

        private RequestTurns(TenantId tenant) {
            this.request = new FairTurns.Request(tenant);
            lock.lock();
            try {
                wakings.put(request, waking);
            } finally {
                lock.unlock();
            }
        }

        /** Adds work that waits for its first turn; it holds {@code blocks} from then until it is ended. */
        FairTurns.Turn add(int blocks) {
            lock.lock();
            try {
                FairTurns.Turn turn = turns.add(request, blocks);
                startTurns();
                return turn;
            } finally {
                lock.unlock();
            }
        }

        /** Ends a running turn of work that is not finished: it waits for its next one. */
        void yield(FairTurns.Turn turn) {
            lock.lock();
            try {
                turns.yield(turn);
                startTurns();
            } finally {
                lock.unlock();
            }
        }

        /** Ends the work, whether it runs or waits. */
        void end(FairTurns.Turn turn) {
            lock.lock();
            try {
                turns.end(turn);
                startTurns();
            } finally {
                lock.unlock();
            }
        }

        /**
         * Waits until the turn runs.
         *
         * @param requireWanted throws if the work is no longer wanted; called before the wait and after each wake-up
         */
        void await(FairTurns.Turn turn, Runnable requireWanted) {
            lock.lock();
            try {
                requireWanted.run();
                while (!turn.isRunning()) {
                    waking.await();
                    requireWanted.run();
                }
            } catch (InterruptedException e) {
                throw interrupted();
            } finally {
                lock.unlock();
            }
        }

        /** Wakes the threads that wait for a turn of this request, so that each checks whether its work is wanted. */
        void wake() {
            lock.lock();
            try {
                waking.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                wakings.remove(request);
            } finally {
                lock.unlock();
            }
        }
    }
}
