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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.claim.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.plan.Footprint;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.plan.Readiness;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Takes computations from the queue, as the package description explains. Used by one thread. */
public final class Claimer {
    /** Rows looked at for each one wanted while there are some that have to wait: those are soon put aside. */
    private static final int MORE_CANDIDATES = 2;

    /** Statements in which candidates are looked for at most. */
    private static final int ROUNDS = 3;

    private final Transactions transactions;
    private final UUID worker;
    private final int maximumAttempts;
    private final FairShares shares = new FairShares();
    private final CandidateBounds bounds = new CandidateBounds();
    private final DoubtfulLeases doubtful;
    private final ClaimReadings readings;
    private boolean someHadToWait;
    private boolean lookedForSilentWorkers;

    /** @param maximumAttempts workers lost under a computation after which it is given up */
    public Claimer(Transactions transactions, UUID worker, int maximumAttempts) {
        this.transactions = transactions;
        this.worker = worker;
        this.maximumAttempts = maximumAttempts;
        this.doubtful = new DoubtfulLeases(worker);
        this.readings = new ClaimReadings(transactions, worker);
    }

    /**
     * Takes up to {@code limit} computations, together with the consumers that become computable through them.
     *
     * <p>Whoever calls it then has marks removed that it has made outdated: of rows that wait for what has failed, and
     * of those just marked whose inputs have come meanwhile.
     *
     * @param bytes memory for them: the one that uses it up is the last taken, so that the largest has its turn too
     * @param computedHere whether a value is being computed, or just was, in this process
     * @param passedOver tenants that cannot be served at the moment
     * @param room how much of each tenant may be taken
     */
    public Claim claim(
            int limit, long bytes, Predicate<TenantHandle> computedHere, Set<TenantId> passedOver, TenantRoom room) {
        return claim(
                transaction -> new Attempt(transaction, limit, bytes, computedHere),
                attempt -> attempt.run(passedOver, room));
    }

    /** The same without bounds for single tenants. */
    public Claim claim(int limit, long bytes, Predicate<TenantHandle> computedHere, Set<TenantId> passedOver) {
        return claim(limit, bytes, computedHere, passedOver, (tenant, part) -> TenantRoom.Allowance.UNLIMITED);
    }

    /**
     * Whether there is a computation for {@link #claimSuspect}, also because workers fell silent since the last look.
     */
    public boolean hasSuspect(Set<TenantId> passedOver) {
        return transactions.call(transaction -> {
            readings.lookForSilentWorkers(transaction);
            return new Candidates(transaction).hasSuspect(passedOver);
        });
    }

    /**
     * Takes one computation under which workers were lost, if there is one: meant to be computed alone, so that nothing
     * else is lost with it, and so that it is known what the cause was.
     *
     * @param passedOver tenants that cannot be served at the moment
     */
    public Claim claimSuspect(Set<TenantId> passedOver) {
        return claim(
                transaction -> new Attempt(transaction, 1, Long.MAX_VALUE, key -> false),
                attempt -> attempt.runSuspect(passedOver));
    }

    private Claim claim(Function<DSLContext, Attempt> begin, Consumer<Attempt> run) {
        List<Attempt> begun = new ArrayList<>();
        try {
            lookForSilentWorkersOnce();
            transactions.run(transaction -> {
                readings.begin();
                doubtful.release(transaction);
                Attempt attempt = begin.apply(transaction);
                begun.add(attempt);
                run.accept(attempt);
                readings.end(transaction);
            });
        } catch (RuntimeException e) {
            begun.forEach(attempt -> doubtful.add(attempt.claimed));
            throw e;
        }
        readings.committed();
        doubtful.committed(begun.getLast().claimed);
        return finish(begun.getLast());
    }

    /**
     * What killed workers before this one began could kill it in its first claim; later looks are those for suspects.
     */
    private void lookForSilentWorkersOnce() {
        if (!lookedForSilentWorkers) {
            transactions.run(readings::lookForSilentWorkers);
            lookedForSilentWorkers = true;
        }
    }

    private Claim finish(Attempt attempt) {
        shares.taken(attempt.chosen, attempt.malformed, attempt.tenants);
        bounds.record(attempt.chosen.stream().map(Computation::tenant).collect(Collectors.toSet()), attempt.malformed);
        someHadToWait = !attempt.waiting.isEmpty();
        List<TenantHandle> awaited = attempt.waiting.stream()
                .map(row -> row.computation().scoped(row.input()))
                .toList();
        List<TenantHandle> stored =
                attempt.stored.stream().map(QueueRow::output).toList();
        return new Claim(
                attempt.claimed, attempt.failed, stored, awaited, missing(attempt), attempt.busy, attempt.lacksMemory);
    }

    private static Set<TenantHandle> missing(Attempt attempt) {
        Set<TenantHandle> missing = new HashSet<>();
        for (Readiness.Waiting row : attempt.waiting) {
            for (Handle input : row.computation().inputs()) {
                TenantHandle scoped = row.computation().scoped(input);
                if (attempt.states.apply(scoped) instanceof InputState.Pending) {
                    missing.add(scoped);
                }
            }
        }
        return missing;
    }

    /** One transaction; begun anew if PostgreSQL gives it up, so that all it collects is its own. */
    private final class Attempt {
        private final DSLContext transaction;
        private final int limit;
        private final long bytes;
        private final InputStates states;
        private final Predicate<TenantHandle> computedHere;
        private final Candidates candidates;
        private final Map<TenantHandle, QueueRow> rows = new HashMap<>();
        private final List<ClaimedComputation> claimed = new ArrayList<>();
        private final List<Failure> failed = new ArrayList<>();
        private final List<QueueRow> stored = new ArrayList<>();
        private final List<QueueRow> unnameable = new ArrayList<>();
        private final List<TenantId> malformed = new ArrayList<>();
        private final Map<TenantId, Double> busy = new HashMap<>();
        private final Map<TenantId, TenantRoom.Allowance> allowances = new HashMap<>();
        private boolean lacksMemory;
        private List<TenantTurn> tenants = List.of();
        private List<Computation> chosen = List.of();
        private List<Readiness.Waiting> waiting = List.of();

        Attempt(DSLContext transaction, int limit, long bytes, Predicate<TenantHandle> computedHere) {
            this.transaction = transaction;
            this.limit = limit;
            this.bytes = bytes;
            this.states = new InputStates(transaction, computedHere);
            this.computedHere = computedHere;
            this.candidates = new Candidates(transaction);
        }

        void run(Set<TenantId> passedOver, TenantRoom room) {
            tenants = withRoom(
                    candidates.tenants().stream()
                            .filter(turn -> !passedOver.contains(turn.tenant()))
                            .toList(),
                    room);
            List<Computation> readable = readable(lockCandidates());
            states.lookUpInputsOf(readable);
            Readiness readiness = Readiness.judge(readable, states);
            chosen = choose(readiness.ready());

            if (!chosen.isEmpty() && chosen.size() < limit) {
                List<Computation> followers = readable(candidates.lockWaitingFor(
                        chosen.stream().map(Computation::output).toList(), limit - chosen.size()));
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

        /**
         * Tenants of which more may be taken. While one of a higher priority has to wait for room, so has one of a
         * lower: it would take the room.
         */
        private List<TenantTurn> withRoom(List<TenantTurn> turns, TenantRoom room) {
            int largest = turns.stream().mapToInt(TenantTurn::weight).max().orElse(1);
            List<TenantTurn> open = new ArrayList<>();
            int lowest = Integer.MIN_VALUE;
            for (TenantTurn turn : turns) {
                double part = (double) turn.weight() / largest;
                busy.put(turn.tenant(), part);
                TenantRoom.Allowance allowance = room.of(turn.tenant(), part);
                if (allowance.isNone()) {
                    lowest = Math.max(lowest, turn.priority());
                } else {
                    allowances.put(turn.tenant(), allowance);
                    open.add(turn);
                }
            }
            int least = lowest;
            return open.stream().filter(turn -> turn.priority() >= least).toList();
        }

        /** Of each tenant a prefix of what is chosen by shares, so that none lacks a producer here either. */
        private List<Computation> choose(List<Computation> ready) {
            List<Computation> fitting = new ArrayList<>();
            Map<TenantId, TenantRoom.Allowance> left = new HashMap<>(allowances);
            long used = 0;
            for (Computation computation : shares.choose(ready, limit, tenants)) {
                if (used >= bytes) {
                    break;
                }
                TenantRoom.Allowance own = left.getOrDefault(computation.tenant(), TenantRoom.Allowance.NONE);
                long taken = Footprint.bytes(computation, states::storedType);
                if (own.fits(taken)) {
                    fitting.add(computation);
                    used += taken;
                } else if (!own.isNone()) {
                    lacksMemory = true;
                }
                left.put(computation.tenant(), own.after(taken));
            }
            return fitting;
        }

        void runSuspect(Set<TenantId> passedOver) {
            List<Computation> readable = readable(candidates.lockSuspect(passedOver));
            states.lookUpInputsOf(readable);
            Readiness readiness = Readiness.judge(readable, states);
            chosen = readiness.ready();
            write(readiness);
        }

        /**
         * Candidates of each tenant according to its share. Where tenants have fewer, as when others hold their rows,
         * the rest is shared out among those who may have more. If some of those have fewer again, all are asked at
         * once, so that the number of statements does not grow with that of tenants who have nothing; who gets more
         * than its share by that is the later served for it.
         */
        private List<QueueRow> lockCandidates() {
            int wanted = someHadToWait ? limit * MORE_CANDIDATES : limit;
            Map<TenantId, Integer> asked = new HashMap<>();
            Map<TenantId, Integer> found = new HashMap<>();
            Map<TenantHandle, QueueRow> locked = new LinkedHashMap<>();
            List<TenantTurn> open = tenants;
            for (int round = 1; round <= ROUNDS && locked.size() < wanted && !open.isEmpty(); round++) {
                int missing = wanted - locked.size();
                SequencedMap<TenantId, Integer> limits =
                        round < ROUNDS ? shares.sharesOf(missing, open) : shares.allOf(missing, open);
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
                        .filter(turn -> Objects.equals(found.get(turn.tenant()), asked.get(turn.tenant())))
                        .toList();
            }
            return List.copyOf(locked.values());
        }

        private void write(Readiness readiness) {
            readiness
                    .doomed()
                    .forEach(row -> failed.add(Failure.ofInput(row.computation().output(), row.input())));
            waiting = readiness.waiting();
            lease(chosen);
            CompletionMarks.set(
                    transaction, stored.stream().map(QueueRow::place).toList());
            WaitingMarks.set(transaction, waiting);
            FailureMarks.set(transaction, failed);
            FailureMarks.setUnnameable(transaction, unnameable);
            // Reported under the beginnings of their names, by which nothing is marked.
            unnameable.forEach(row ->
                    failed.add(Failure.ofItself(row.output(), row.excess().orElseThrow())));
        }

        /**
         * Decodes rows. One whose result is stored is left out, whatever it says: the stored value is what it stands
         * for, and what its consumers read, also those of this claim.
         */
        private List<Computation> readable(List<QueueRow> locked) {
            List<QueueRow> decodable = new ArrayList<>();
            for (QueueRow row : locked) {
                if (row.excess().isPresent()) {
                    unnameable.add(row);
                    malformed.add(row.output().tenant());
                    continue;
                }
                // A lease of our own that ran out while the computation goes on is no reason to begin it again.
                if (computedHere.test(row.output()) || rows.putIfAbsent(row.output(), row) != null) {
                    continue;
                }
                if (row.isStored()) {
                    stored.add(row);
                    continue;
                }
                if (row.lostLeases() >= maximumAttempts) {
                    failed.add(Failure.ofItself(
                            row.output(),
                            "given up: " + row.lostLeases()
                                    + " workers died or fell silent while they had it in hand"));
                    continue;
                }
                decodable.add(row);
            }
            readings.add(decodable);
            List<Computation> readable = new ArrayList<>();
            for (RowDecoding decoding : new RowContents(transaction).of(decodable)) {
                switch (decoding) {
                    case RowDecoding.Decoded(Computation computation) -> readable.add(computation);
                    case RowDecoding.Undecodable(TenantHandle output, String reason) -> {
                        failed.add(Failure.ofItself(output, reason));
                        malformed.add(output.tenant());
                    }
                }
            }
            return readable;
        }

        private void lease(List<Computation> computations) {
            if (computations.isEmpty()) {
                return;
            }
            List<QueueRow> taken = computations.stream().map(this::row).toList();
            int leased = transaction.execute(
                    """
                    update computations
                    set lease_worker = {0}, lease_epoch = taken.epoch, waits_for = null, lost_leases = taken.lost
                    from unnest({1}, {2}, {3}) as taken(place, epoch, lost)
                    where computations.ctid = taken.place
                    """,
                    DSL.val(worker),
                    RowPlaces.of(taken.stream().map(QueueRow::place).toList()),
                    SqlArray.ofIntegers(taken.stream().map(QueueRow::nextEpoch).toList()),
                    SqlArray.ofIntegers(taken.stream().map(QueueRow::lostLeases).toList()));
            RowPlaces.requireAll(leased, taken.size());
            for (Computation computation : computations) {
                QueueRow row = row(computation);
                claimed.add(new ClaimedComputation(
                        computation,
                        new Lease(row.output(), row.nextEpoch(), row.attempts()),
                        Footprint.bytes(computation, states::storedType)));
            }
        }

        private QueueRow row(Computation computation) {
            return Objects.requireNonNull(rows.get(computation.output()), "every computation came from a row");
        }
    }
}
