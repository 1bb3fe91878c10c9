package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.proof.AcceptedProofs;
import org.fhevm.coprocessor.server.proof.BoundList;
import org.fhevm.coprocessor.server.proof.ProofDigest;
import org.fhevm.coprocessor.server.proof.ProofMetrics;
import org.fhevm.coprocessor.server.proof.ProofMetrics.Refusal;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Checks the proofs of input lists, in batches of one tenant each.
 *
 * <ul>
 *   <li>Tenants with waiting lists are served round-robin, a batch at a time, and none has more than half of the
 *       batches that run at once: a tenant's many or false proofs cost its own time.
 *   <li>Lists of a tenant that wait at the same time are checked together, which takes less time than one after the
 *       other. If one of the batch fails, each of its lists is decided alone.
 *   <li>A statement of several callers is checked once for all of them. A statement that no caller waits for any longer
 *       is not checked, unless its check has begun.
 * </ul>
 *
 * Thread-safe. Callers wait on their own, virtual, threads.
 */
final class ProofQueue {
    /** The most proofs that are checked together; a list with more of them is checked alone. */
    static final int MAXIMUM_BATCH = 8;

    private final Executor executor;
    private final int maximumRunning;
    private final int maximumRunningPerTenant;
    private final AcceptedProofs accepted;
    private final ProofMetrics metrics;

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when checks have ended, or a caller has left. */
    private final Condition changed = lock.newCondition();
    /** Checks that wait or run. */
    private final Map<Name, Check> checks = new HashMap<>();
    /** Tenants with checks that wait or run; the next to be served first. */
    private final SequencedMap<TenantId, TenantQueue> tenants = new LinkedHashMap<>();

    private int running;

    /**
     * An empty queue.
     *
     * @param executor runs batches, {@code maximumRunning} at once
     * @param accepted learns of accepted proofs
     */
    ProofQueue(Executor executor, int maximumRunning, AcceptedProofs accepted, ProofMetrics metrics) {
        this.executor = executor;
        this.maximumRunning = maximumRunning;
        this.maximumRunningPerTenant = Math.max(1, maximumRunning / 2);
        this.accepted = accepted;
        this.metrics = metrics;
        metrics.registerWaiting(this::waiting);
    }

    /** Lists that wait for their check. */
    int waiting() {
        lock.lock();
        try {
            return tenants.values().stream()
                    .mapToInt(tenant -> tenant.waiting.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A verdict for each list, in order.
     *
     * @param verification under the keys that the statements name
     * @throws CoprocessorException with {@link CoprocessorError.InputProofsWaitTooLong} if a check has not begun when
     *     the caller's patience ends
     * @throws CancellationException if the caller leaves
     */
    List<Verdict> verdicts(
            Caller caller, Patience patience, List<BoundList> lists, ProofDecisions.Verification verification) {
        List<Check> joined = join(caller.tenant(), lists, verification);
        try (CallPlace.Absence paused = caller.place().pause();
                Presence.Registration leaving = caller.presence().onLeaving(this::wake)) {
            return await(caller, patience, joined);
        } finally {
            leave(caller.tenant(), joined);
        }
    }

    private List<Check> join(TenantId tenant, List<BoundList> lists, ProofDecisions.Verification verification) {
        List<Check> joined = new ArrayList<>(lists.size());
        lock.lock();
        try {
            for (BoundList list : lists) {
                Name name = new Name(tenant, list.name());
                Check check = checks.get(name);
                if (check == null) {
                    check = new Check(name, list, verification);
                    checks.put(name, check);
                    tenants.computeIfAbsent(tenant, absent -> new TenantQueue())
                            .waiting
                            .addLast(check);
                }
                check.callers++;
                joined.add(check);
            }
            startBatches();
        } finally {
            lock.unlock();
        }
        return joined;
    }

    private List<Verdict> await(Caller caller, Patience patience, List<Check> joined) {
        lock.lock();
        try {
            List<Verdict> verdicts = new ArrayList<>(joined.size());
            for (Check check : joined) {
                while (!check.ended()) {
                    caller.requirePresent();
                    awaitChange(caller, patience, check);
                }
                verdicts.add(verdict(check));
            }
            return verdicts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while proofs were checked");
        } finally {
            lock.unlock();
        }
    }

    /**
     * The caller's patience bounds only the wait for the check to begin. The size of a list bounds the time of the
     * check itself.
     */
    private void awaitChange(Caller caller, Patience patience, Check check) throws InterruptedException {
        if (check.begun) {
            changed.await();
            return;
        }
        long nanos = patience.nanosLeft();
        if (nanos == 0) {
            throw new CoprocessorException(new CoprocessorError.InputProofsWaitTooLong(caller.tenant()));
        }
        var unused = changed.awaitNanos(nanos);
    }

    private static Verdict verdict(Check check) {
        return switch (check.failure) {
            case null -> {
                if (check.verdict == null) {
                    throw new IllegalStateException("the check has not ended");
                }
                yield check.verdict;
            }
            case Throwable failure -> throw new IllegalStateException("proofs could not be checked", failure);
        };
    }

    private void leave(TenantId tenant, List<Check> joined) {
        lock.lock();
        try {
            for (Check check : joined) {
                check.callers--;
                if (check.callers == 0 && !check.begun) {
                    abandon(tenant, check);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void abandon(TenantId tenant, Check check) {
        checks.remove(check.name, check);
        TenantQueue queue = tenants.get(tenant);
        if (queue != null) {
            queue.waiting.remove(check);
            forgetIfIdle(tenant, queue);
        }
    }

    private void forgetIfIdle(TenantId tenant, TenantQueue queue) {
        if (queue.isIdle()) {
            tenants.remove(tenant);
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void startBatches() {
        while (running < maximumRunning) {
            TenantId tenant = nextTenant();
            if (tenant == null) {
                return;
            }
            start(tenant, Objects.requireNonNull(tenants.get(tenant)));
        }
    }

    private @Nullable TenantId nextTenant() {
        for (Map.Entry<TenantId, TenantQueue> entry : tenants.entrySet()) {
            TenantQueue queue = entry.getValue();
            if (!queue.waiting.isEmpty() && queue.running < maximumRunningPerTenant) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void start(TenantId tenant, TenantQueue queue) {
        List<Check> batch = takeBatch(queue.waiting);
        batch.forEach(check -> check.begun = true);
        running++;
        queue.running++;
        tenants.putLast(tenant, queue);
        try {
            executor.execute(() -> run(tenant, queue, batch));
        } catch (RejectedExecutionException e) {
            batch.forEach(check -> check.failure = e);
            end(tenant, queue, batch);
        }
    }

    /** Takes the first check, and those right behind it that may share its batch. */
    private static List<Check> takeBatch(Deque<Check> waiting) {
        List<Check> batch = new ArrayList<>();
        int proofs = 0;
        while (!waiting.isEmpty()) {
            Check next = waiting.getFirst();
            boolean fits = batch.isEmpty()
                    || next.verification.equals(batch.getFirst().verification)
                            && proofs + next.list.proofs() <= MAXIMUM_BATCH;
            if (!fits) {
                break;
            }
            batch.add(waiting.removeFirst());
            proofs += next.list.proofs();
        }
        return batch;
    }

    private void run(TenantId tenant, TenantQueue queue, List<Check> batch) {
        long began = System.nanoTime();
        List<ProofDecisions.Decision<Check>> decisions = ProofDecisions.decide(batch, batch.getFirst().verification);
        decisions.forEach(this::report);
        metrics.checked(Duration.ofNanos(System.nanoTime() - began));
        lock.lock();
        try {
            for (ProofDecisions.Decision<Check> decision : decisions) {
                decision.check().verdict = decision.verdict();
                decision.check().failure = decision.failure();
            }
            end(tenant, queue, batch);
            startBatches();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void end(TenantId tenant, TenantQueue queue, List<Check> batch) {
        batch.forEach(check -> checks.remove(check.name, check));
        running--;
        queue.running--;
        // The tenant moves behind those that came while the batch ran.
        tenants.putLast(tenant, queue);
        forgetIfIdle(tenant, queue);
        changed.signalAll();
    }

    private void report(ProofDecisions.Decision<Check> decision) {
        switch (decision.verdict()) {
            case null -> {}
            case ACCEPTED -> {
                accepted.add(decision.check()
                        .list
                        .statements()
                        .get(decision.statement())
                        .digest());
                metrics.accepted();
            }
            case WRONG_SHAPE -> metrics.refused(Refusal.WRONG_SHAPE);
            case INVALID_POINT -> metrics.refused(Refusal.INVALID_POINT);
            case FALSE_PROOF -> metrics.refused(Refusal.FALSE_PROOF);
        }
    }

    /** Tenants do not share checks, so that none waits in the queue of another. */
    private record Name(TenantId tenant, ProofDigest statement) {}

    /** The check of a list; one for all callers that ask for it. Guarded by the lock. */
    private static final class Check implements ProofDecisions.Undecided {
        private final Name name;
        private final BoundList list;
        private final ProofDecisions.Verification verification;
        private int callers;
        private boolean begun;
        private @Nullable Verdict verdict;
        private @Nullable Throwable failure;

        private Check(Name name, BoundList list, ProofDecisions.Verification verification) {
            this.name = name;
            this.list = list;
            this.verification = verification;
        }

        @Override
        public BoundList list() {
            return list;
        }

        private boolean ended() {
            return verdict != null || failure != null;
        }
    }

    private static final class TenantQueue {
        private final Deque<Check> waiting = new ArrayDeque<>();
        private int running;

        private boolean isIdle() {
            return waiting.isEmpty() && running == 0;
        }
    }
}
