package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.jooq.DSLContext;

/** Takes computations from the queue, as the package description explains. Used by one thread. */
public final class Claimer {
    /** Over-fetch factor after a claim that met blocked rows: these are soon marked, and no longer met. */
    private static final int MORE_CANDIDATES = 2;

    private static final TenantRoom UNLIMITED = (tenant, part) -> TenantRoom.Allowance.UNLIMITED;

    private final Transactions transactions;
    private final UUID worker;
    private final int maximumAttempts;
    private final FairScheduler scheduler = new FairScheduler();
    private final CandidateBounds bounds = new CandidateBounds();
    private final InDoubtLeases inDoubt;
    private final ClaimReadings readings;
    private boolean someHadToWait;
    private boolean checkedForSilentWorkers;

    /** @param maximumAttempts workers lost under a computation after which it is given up */
    public Claimer(Transactions transactions, UUID worker, int maximumAttempts) {
        this.transactions = transactions;
        this.worker = worker;
        this.maximumAttempts = maximumAttempts;
        this.inDoubt = new InDoubtLeases(worker);
        this.readings = new ClaimReadings(transactions, worker);
    }

    /**
     * Takes up to {@code limit} computations, together with the consumers that become computable through them.
     *
     * <p>The caller then has marks removed that the claim has made outdated: those of rows that wait for a failed
     * computation, and those just set whose inputs have arrived meanwhile.
     *
     * @param bytes memory for them; the computation that uses it up is the last taken, so that even the largest one is
     *     taken
     * @param computedHere whether a value is being computed, or just was, in this process
     * @param excluded tenants that cannot be served at the moment
     * @param room how much of each tenant may be taken
     * @throws org.jooq.exception.DataAccessException if the database fails. The next claim gives back leases that may
     *     have been written nevertheless
     */
    public Claim claim(
            int limit, long bytes, Predicate<TenantHandle> computedHere, Set<TenantId> excluded, TenantRoom room) {
        int candidates = someHadToWait ? MORE_CANDIDATES : 1;
        return claim(
                () -> new ClaimBudget(limit, bytes, room), computedHere, claim -> claim.claim(candidates, excluded));
    }

    /** Claims without bounds for single tenants. */
    public Claim claim(int limit, long bytes, Predicate<TenantHandle> computedHere, Set<TenantId> excluded) {
        return claim(limit, bytes, computedHere, excluded, UNLIMITED);
    }

    /**
     * Whether there is a computation for {@link #claimQuarantined}, also because workers have fallen silent since the
     * last check.
     */
    public boolean hasQuarantined(Set<TenantId> excluded) {
        return transactions.call(transaction -> {
            readings.checkForSilentWorkers(transaction);
            return new Candidates(transaction).hasQuarantined(excluded);
        });
    }

    /**
     * Takes one computation under which workers were lost, if there is one. The caller computes it alone: then no other
     * computation is lost with it, and the cause is known.
     *
     * @param excluded tenants that cannot be served at the moment
     */
    public Claim claimQuarantined(Set<TenantId> excluded) {
        return claim(
                () -> new ClaimBudget(1, Long.MAX_VALUE, UNLIMITED),
                key -> false,
                claim -> claim.claimQuarantined(excluded));
    }

    /** Runs a claim in a transaction, and again in another one if PostgreSQL gives it up. */
    private Claim claim(
            Supplier<ClaimBudget> budget, Predicate<TenantHandle> computedHere, Consumer<ClaimTransaction> claim) {
        List<ClaimTransaction> begun = new ArrayList<>();
        try {
            checkForSilentWorkersOnce();
            transactions.run(transaction -> {
                readings.begin();
                inDoubt.release(transaction);
                begun.add(begin(transaction, budget.get(), computedHere));
                claim.accept(begun.getLast());
                readings.end(transaction);
            });
        } catch (RuntimeException e) {
            begun.forEach(attempt -> inDoubt.add(attempt.claimed()));
            throw e;
        }
        readings.committed();
        inDoubt.committed(begun.getLast().claimed());
        return finish(begun.getLast());
    }

    /**
     * A row that killed workers before this one began could kill it in its first claim. Later checks are made for rows
     * in quarantine.
     */
    private void checkForSilentWorkersOnce() {
        if (!checkedForSilentWorkers) {
            transactions.run(readings::checkForSilentWorkers);
            checkedForSilentWorkers = true;
        }
    }

    private ClaimTransaction begin(DSLContext transaction, ClaimBudget budget, Predicate<TenantHandle> computedHere) {
        RowTriage triage = new RowTriage(transaction, maximumAttempts, readings, computedHere);
        return new ClaimTransaction(transaction, worker, scheduler, bounds, triage, budget, computedHere);
    }

    private Claim finish(ClaimTransaction committed) {
        committed.chargeTenants();
        Claim claim = committed.result();
        someHadToWait = !claim.awaited().isEmpty();
        return claim;
    }
}
