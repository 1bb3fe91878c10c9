package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.claim.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.plan.Readiness;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Takes computations from the queue, as the package description explains. Used by one thread. */
public final class Claimer {
    /** Rows looked at for each one wanted: those that have to wait are put aside in larger numbers than one batch. */
    private static final int CANDIDATES_PER_COMPUTATION = 2;

    private final Transactions transactions;
    private final WaitingMarks marks;
    private final UUID worker;
    private TenantId firstServed = new TenantId(Integer.MIN_VALUE);

    public Claimer(Transactions transactions, WaitingMarks marks, UUID worker) {
        this.transactions = transactions;
        this.marks = marks;
        this.worker = worker;
    }

    /**
     * Takes up to {@code limit} computations, together with the consumers that become computable through them.
     *
     * @param computedHere whether a value is being computed, or just was, in this process
     * @param passedOver tenants that cannot be served at the moment
     */
    public Claim claim(int limit, Predicate<TenantHandle> computedHere, Set<TenantId> passedOver) {
        Attempt attempt =
                transactions.call(transaction -> new Attempt(transaction, limit, computedHere).run(passedOver));
        int arrivedMeanwhile = marks.removeOutdated(attempt.waiting);
        marks.remove(attempt.failed.stream().map(Failure::output).toList());
        return new Claim(attempt.claimed, attempt.failed, Math.max(attempt.waiting.size(), arrivedMeanwhile));
    }

    /** One transaction; begun anew if PostgreSQL gives it up, so that all it collects is its own. */
    private final class Attempt {
        private final DSLContext transaction;
        private final int limit;
        private final Predicate<TenantHandle> computedHere;
        private final Candidates candidates;
        private final Map<TenantHandle, QueueRow> rows = new HashMap<>();
        private final List<ClaimedComputation> claimed = new ArrayList<>();
        private final List<Failure> failed = new ArrayList<>();
        private List<Readiness.Waiting> waiting = List.of();

        Attempt(DSLContext transaction, int limit, Predicate<TenantHandle> computedHere) {
            this.transaction = transaction;
            this.limit = limit;
            this.computedHere = computedHere;
            this.candidates = new Candidates(transaction);
        }

        Attempt run(Set<TenantId> passedOver) {
            List<TenantId> tenants = inTurn(candidates.tenants(), passedOver);
            if (tenants.isEmpty()) {
                return this;
            }
            int perTenant = Math.ceilDiv(limit * CANDIDATES_PER_COMPUTATION, tenants.size());
            List<Computation> readable = readable(candidates.lockOldest(tenants, perTenant));
            InputStates states = new InputStates(transaction, computedHere);
            states.lookUpInputsOf(readable);
            Readiness readiness = Readiness.judge(readable, states);
            List<Computation> taken = fairShare(readiness.ready());

            if (!taken.isEmpty() && taken.size() < limit) {
                List<Computation> followers = readable(candidates.lockWaitingFor(
                        taken.stream().map(Computation::output).toList(), limit - taken.size()));
                if (!followers.isEmpty()) {
                    states.lookUpInputsOf(followers);
                    readable = new ArrayList<>(readable);
                    readable.addAll(followers);
                    readiness = Readiness.judge(readable, states);
                    taken = fairShare(readiness.ready());
                }
            }
            readiness
                    .doomed()
                    .forEach(row -> failed.add(Failure.ofInput(row.computation().output(), row.input())));
            waiting = readiness.waiting();
            lease(taken);
            WaitingMarks.set(transaction, waiting);
            FailureMarks.set(transaction, failed);
            return this;
        }

        /** Every claim begins with another tenant, so that none is served last for ever. */
        private List<TenantId> inTurn(List<TenantId> tenants, Set<TenantId> passedOver) {
            List<TenantId> turn = new ArrayList<>(tenants);
            turn.removeAll(passedOver);
            int start = 0;
            while (start < turn.size() && turn.get(start).compareTo(firstServed) <= 0) {
                start++;
            }
            Collections.rotate(turn, -start);
            if (!turn.isEmpty()) {
                firstServed = turn.getFirst();
            }
            return turn;
        }

        private List<Computation> readable(List<QueueRow> locked) {
            List<Computation> readable = new ArrayList<>();
            for (QueueRow row : locked) {
                // A lease of our own that ran out while the computation goes on is no reason to begin it again.
                if (computedHere.test(row.output()) || rows.putIfAbsent(row.output(), row) != null) {
                    continue;
                }
                switch (row.decoding()) {
                    case RowDecoding.Decoded(Computation computation) -> readable.add(computation);
                    case RowDecoding.Undecodable(TenantHandle output, String reason) ->
                        failed.add(Failure.ofItself(output, reason));
                }
            }
            return readable;
        }

        /** The first ones of each tenant in turn; a prefix of a tenant's ready ones never lacks a producer. */
        private List<Computation> fairShare(List<Computation> ready) {
            if (ready.size() <= limit) {
                return ready;
            }
            Map<TenantId, List<Computation>> byTenant = new LinkedHashMap<>();
            ready.forEach(computation -> byTenant.computeIfAbsent(computation.tenant(), key -> new ArrayList<>())
                    .add(computation));
            List<Computation> share = new ArrayList<>(limit);
            for (int round = 0; share.size() < limit; round++) {
                for (List<Computation> ofTenant : byTenant.values()) {
                    if (round < ofTenant.size() && share.size() < limit) {
                        share.add(ofTenant.get(round));
                    }
                }
            }
            return share;
        }

        private void lease(List<Computation> computations) {
            if (computations.isEmpty()) {
                return;
            }
            HandleArrays keys = HandleArrays.of(
                    computations.stream().map(Computation::output).toList());
            transaction.execute("""
                    update computations
                    set lease_worker = {0}, lease_epoch = lease_epoch + 1, waits_for = null
                    from unnest({1}, {2}) as taken(tenant_id, handle)
                    where computations.tenant_id = taken.tenant_id and computations.output_handle = taken.handle
                    """, DSL.val(worker), keys.tenants(), keys.handles());
            for (Computation computation : computations) {
                QueueRow row = row(computation);
                claimed.add(
                        new ClaimedComputation(computation, new Lease(row.output(), row.epoch() + 1, row.attempts())));
            }
        }

        private QueueRow row(Computation computation) {
            return Objects.requireNonNull(rows.get(computation.output()), "every computation came from a row");
        }
    }
}
