package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.blocked.BlockedMarks;
import org.fhevm.coprocessor.worker.plan.Footprint;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.plan.Readiness;
import org.fhevm.coprocessor.worker.queue.CompletionMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.coprocessor.worker.queue.LeaseMarks;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.jooq.DSLContext;

/**
 * One transaction of a claim; {@code docs/queue.md} lists its steps. If PostgreSQL aborts it, the claim begins again
 * with another object, so that all that an object collects belongs to one transaction.
 */
final class ClaimTransaction {
    /** Statements in which candidates are locked, at most. */
    private static final int ROUNDS = 3;

    private final DSLContext transaction;
    private final UUID worker;
    private final FairScheduler scheduler;
    private final CandidateBounds bounds;
    private final RowTriage triage;
    private final ClaimBudget budget;
    private final Candidates candidates;
    private final InputStates states;
    private final List<ClaimedComputation> claimed = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();
    private List<TenantShare> tenants = List.of();
    private List<QueuedComputation> chosen = List.of();
    private List<Readiness.Waiting> waiting = List.of();

    /** @param computedHere whether a value is being computed, or just was, in this process */
    ClaimTransaction(
            DSLContext transaction,
            UUID worker,
            FairScheduler scheduler,
            CandidateBounds bounds,
            RowTriage triage,
            ClaimBudget budget,
            Predicate<TenantHandle> computedHere) {
        this.transaction = transaction;
        this.worker = worker;
        this.scheduler = scheduler;
        this.bounds = bounds;
        this.triage = triage;
        this.budget = budget;
        this.candidates = new Candidates(transaction);
        this.states = new InputStates(transaction, computedHere);
    }

    /**
     * Claims computations by share, with the consumers that become computable through them.
     *
     * @param candidatesForEach candidates to be locked for each computation wanted: more than one after a claim that
     *     met blocked rows
     */
    void claim(int candidatesForEach, Set<TenantId> excluded) {
        tenants = budget.withRoom(candidates.tenants().stream()
                .filter(share -> !excluded.contains(share.tenant()))
                .toList());
        List<QueuedComputation> readable = triage.readable(lockCandidates(budget.limit() * candidatesForEach));
        states.lookUpInputsOf(readable);
        Readiness readiness = Readiness.judge(readable, states);
        chosen = choose(readiness.ready());

        if (!chosen.isEmpty() && chosen.size() < budget.limit()) {
            List<QueuedComputation> followers = triage.readable(lockFollowers(budget.limit() - chosen.size()));
            if (!followers.isEmpty()) {
                states.lookUpInputsOf(followers);
                readable = new ArrayList<>(readable);
                readable.addAll(followers);
                readiness = Readiness.judge(readable, states);
                chosen = choose(readiness.ready());
            }
        }
        write(readiness);
    }

    /** Claims one computation under which workers were lost, if there is one. */
    void claimQuarantined(Set<TenantId> excluded) {
        List<QueuedComputation> readable = triage.readable(candidates.lockQuarantined(excluded));
        states.lookUpInputsOf(readable);
        Readiness readiness = Readiness.judge(readable, states);
        chosen = readiness.ready();
        write(readiness);
    }

    /** Tells the scheduler and the bounds what was taken. Called when the transaction has been committed. */
    void chargeTenants() {
        scheduler.taken(chosen, triage.malformed(), tenants);
        bounds.record(chosen.stream().map(QueuedComputation::tenant).collect(Collectors.toSet()), triage.malformed());
    }

    List<ClaimedComputation> claimed() {
        return claimed;
    }

    /** What the transaction did. */
    Claim result() {
        List<TenantHandle> awaited = waiting.stream()
                .map(row -> row.computation().qualified(row.input()))
                .toList();
        List<TenantHandle> stored =
                triage.stored().stream().map(QueueRow::output).toList();
        return new Claim(
                claimed,
                takenOver(),
                failed,
                stored,
                awaited,
                missing(),
                budget.busy(),
                budget.withoutRoom(),
                budget.lacksMemory());
    }

    private Map<String, Integer> takenOver() {
        Map<String, Integer> workers = new HashMap<>();
        for (QueuedComputation computation : chosen) {
            String lost = triage.row(computation).lostWorker();
            if (lost != null) {
                workers.merge(lost, 1, Integer::sum);
            }
        }
        return workers;
    }

    /** Chooses a prefix of each tenant's ready computations, so that none is taken without its producer. */
    private List<QueuedComputation> choose(List<QueuedComputation> ready) {
        return budget.fitting(
                scheduler.choose(ready, budget.limit(), tenants),
                computation -> Footprint.bytes(computation, states::storedType));
    }

    /**
     * Locks candidates of each tenant according to its share. If tenants have fewer, for example because other workers
     * hold their rows, the rest is shared out among the other tenants. If some of those have fewer again, the third
     * round asks all for the whole rest, so that the number of statements does not grow with the number of tenants that
     * have nothing; a tenant that gets more than its share is served later for it.
     */
    private List<QueueRow> lockCandidates(int wanted) {
        Map<TenantId, Integer> asked = new HashMap<>();
        Map<TenantId, Integer> found = new HashMap<>();
        Map<TenantHandle, QueueRow> locked = new LinkedHashMap<>();
        List<TenantShare> open = tenants;
        for (int round = 1; round <= ROUNDS && locked.size() < wanted && !open.isEmpty(); round++) {
            int missing = wanted - locked.size();
            SequencedMap<TenantId, Integer> limits =
                    round < ROUNDS ? scheduler.sharesOf(missing, open) : scheduler.allOf(missing, open);
            bounds.apply(limits, asked);
            if (limits.isEmpty()) {
                break;
            }
            int metAgain = limits.keySet().stream()
                    .mapToInt(tenant -> found.getOrDefault(tenant, 0))
                    .sum();
            limits.replaceAll((tenant, more) -> asked.merge(tenant, more, Integer::sum));
            for (QueueRow row : candidates.lockOldest(limits, metAgain + missing)) {
                if (locked.put(row.output(), row) == null) {
                    found.merge(row.output().tenant(), 1, Integer::sum);
                }
            }
            open = open.stream()
                    .filter(share -> Objects.equals(found.get(share.tenant()), asked.get(share.tenant())))
                    .toList();
        }
        return List.copyOf(locked.values());
    }

    /**
     * Locks rows that wait for the chosen ones. Those of a tenant with a bound that this many rows could exceed are
     * left out: they are candidates when their inputs are stored, and the bound holds for those.
     */
    private List<QueueRow> lockFollowers(int most) {
        List<TenantHandle> producers = chosen.stream()
                .map(QueuedComputation::output)
                .filter(output -> bounds.of(output.tenant()) >= most)
                .toList();
        return producers.isEmpty() ? List.of() : candidates.lockWaitingFor(producers, most);
    }

    private void write(Readiness readiness) {
        failed.addAll(triage.failed());
        readiness
                .doomed()
                .forEach(row -> failed.add(Failure.ofInput(row.computation().output(), row.input())));
        waiting = readiness.waiting();
        LeaseMarks.take(transaction, worker, chosen.stream().map(triage::row).toList());
        chosen.forEach(computation -> claimed.add(claimed(computation)));
        CompletionMarks.set(
                transaction, triage.stored().stream().map(QueueRow::locator).toList());
        BlockedMarks.set(transaction, waiting);
        FailureMarks.set(transaction, failed);
        FailureMarks.setUnnameable(transaction, triage.unnameable());
        // Reported by the beginnings of their names, so only after the failures above were marked by name.
        triage.unnameable()
                .forEach(row ->
                        failed.add(Failure.ofItself(row.output(), row.excess().orElseThrow())));
    }

    private ClaimedComputation claimed(QueuedComputation computation) {
        QueueRow row = triage.row(computation);
        return new ClaimedComputation(
                computation,
                Objects.requireNonNullElse(row.submission(), Long.MAX_VALUE),
                new Lease(row.output(), row.nextEpoch(), row.attempts()),
                Footprint.bytes(computation, states::storedType));
    }

    private Set<TenantHandle> missing() {
        Set<TenantHandle> missing = new HashSet<>();
        for (Readiness.Waiting row : waiting) {
            for (Handle input : row.computation().inputs()) {
                TenantHandle qualified = row.computation().qualified(input);
                if (states.apply(qualified) instanceof InputState.Pending) {
                    missing.add(qualified);
                }
            }
        }
        return missing;
    }
}
