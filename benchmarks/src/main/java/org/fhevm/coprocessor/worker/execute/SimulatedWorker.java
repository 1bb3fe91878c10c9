package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.SimulatedClaims;
import org.fhevm.coprocessor.worker.execute.InFlightCounts.Counts;
import org.fhevm.coprocessor.worker.execute.InFlightLimits.Load;
import org.fhevm.coprocessor.worker.plan.CriticalPath;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.SimulatedPool;
import org.fhevm.tfhe.executor.VirtualTime;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * A worker in virtual time. What is claimed, started and served next is decided by the worker's own classes; database
 * and engine only take time. All keys are loaded. For one thread.
 */
final class SimulatedWorker {
    private static final int THREADS = 2;
    /** The default of {@code --work-items-batch-size}. */
    private static final int CLAIM = 10;

    private static final double CLAIM_MILLIS = 5;
    private static final double READ_MILLIS = 1;
    private static final double COMPRESS_MILLIS = 15;
    private static final double WRITE_MILLIS = 10;
    private static final int BLOCKS = 32;
    private static final FheValue VALUE =
            new FheValue(FheType.BOOL, new RadixCiphertext(List.of(new ShortintCiphertext(new long[] {0, 0}, 3, 0))));

    private final VirtualTime time = new VirtualTime();
    private final SimulatedPool pool = new SimulatedPool(time, THREADS);
    private final SimulatedClaims queue = new SimulatedClaims();
    private final GraphLock lock = new GraphLock();
    private final InFlightCounts counts = new InFlightCounts(lock);
    private final InFlightLimits limits =
            new InFlightLimits(THREADS * FhePool.USUAL_BATCH, THREADS * 64, Long.MAX_VALUE / 2);
    private final StartQueue startable = new StartQueue(lock, limits);
    private final Map<TenantHandle, Node> nodes = new HashMap<>();
    private final Set<TenantHandle> decompressed = new HashSet<>();
    private final Map<TenantHandle, CallTimes> times = new HashMap<>();
    private long claims;
    private long submissions;
    private boolean isClaiming;

    /** Inserts a call at a time. */
    CallTimes submit(double atMillis, SimulatedCall call) {
        CallTimes calledAt = new CallTimes(atMillis, call.computations().size());
        call.computations().forEach(computation -> times.put(computation.output(), calledAt));
        time.after(atMillis - time.now(), () -> {
            queue.insert(call.tenant(), call.computations());
            claimIfThereIsRoom();
        });
        return calledAt;
    }

    /** Runs until everything is stored. */
    void run() {
        lock.run(time::run);
    }

    /** The time now. */
    double now() {
        return time.now();
    }

    SimulatedPool pool() {
        return pool;
    }

    private void claimIfThereIsRoom() {
        if (!isClaiming && queue.tenants().stream().anyMatch(tenant -> room(tenant) > 0)) {
            isClaiming = true;
            time.after(CLAIM_MILLIS, () -> {
                isClaiming = false;
                add(queue.claim(CLAIM, (tenant, part) -> limits.allowance(part, loadOf(tenant), load())));
                claimIfThereIsRoom();
            });
        }
    }

    private int room(TenantId tenant) {
        return limits.allowance(1, loadOf(tenant), load()).computations();
    }

    private Load load() {
        return load(counts.all());
    }

    private Load loadOf(TenantId tenant) {
        return load(counts.of(tenant));
    }

    private static Load load(Counts counted) {
        return new Load(counted.computable(), counted.inFlight(), counted.inFlight(), counted.inFlight());
    }

    private void add(List<QueuedComputation> claimed) {
        CriticalPath path = new CriticalPath(claimed);
        long claimNumber = claims++;
        Map<TenantId, TenantBatch> batches = new LinkedHashMap<>();
        for (QueuedComputation computation : claimed) {
            TenantBatch batch = batches.computeIfAbsent(computation.tenant(), tenant -> new TenantBatch(lock, tenant));
            Node node = new Node(
                    lock,
                    counts,
                    new ClaimedComputation(computation, submissions++, new Lease(computation.output(), 1, 0), 1),
                    batch,
                    claimNumber,
                    path.length(computation));
            batch.add(node);
            nodes.put(computation.output(), node);
            timesOf(node).claimed(time.now());
            node.enter();
            for (Handle input : computation.inputs()) {
                Node producer = nodes.get(computation.qualified(input));
                if (producer == null) {
                    batch.needs(input);
                } else {
                    node.connect(input, producer);
                }
            }
        }
        batches.values().forEach(batch -> time.after(READ_MILLIS, () -> prepared(batch)));
    }

    private void prepared(TenantBatch batch) {
        for (Node node : batch.endPreparing()) {
            if (node.arrived()) {
                startable.add(node);
            }
        }
        startAllThatMay();
    }

    private void startAllThatMay() {
        for (Optional<Node> next = startable.startNext(); next.isPresent(); next = startable.startNext()) {
            Node node = next.get();
            nextRound(node, rounds(node).iterator(), 0);
        }
        claimIfThereIsRoom();
    }

    private List<Round> rounds(Node node) {
        QueuedComputation computation = node.computation();
        List<Round> rounds = new ArrayList<>();
        for (Handle input : computation.inputs()) {
            if (node.producer(input).isEmpty() && decompressed.add(computation.qualified(input))) {
                rounds.add(new Round(BootstrapJob.Source.PACKED, BLOCKS));
            }
        }
        SimulatedCall.rounds(computation).forEach(jobs -> rounds.add(new Round(BootstrapJob.Source.BLOCK, jobs)));
        return rounds;
    }

    private void nextRound(Node node, Iterator<Round> rounds, long attained) {
        if (rounds.hasNext()) {
            Round next = rounds.next();
            pool.run(
                    node.tenant(),
                    next.source,
                    next.jobs,
                    attained,
                    () -> timesOf(node).begun(time.now()),
                    () -> nextRound(node, rounds, attained + next.jobs));
        } else {
            computed(node);
        }
    }

    private void computed(Node node) {
        node.complete(VALUE).forEach(startable::add);
        startable.stopped(node.tenant());
        node.releaseInputs();
        pool.call(COMPRESS_MILLIS, () -> time.after(WRITE_MILLIS, () -> stored(node)));
        // On a thread of its own, as in the worker: the computation that has just ended is not waited for.
        time.after(0, this::startAllThatMay);
    }

    private void stored(Node node) {
        nodes.remove(node.computation().output());
        node.leave();
        timesOf(node).storedOne(time.now());
        claimIfThereIsRoom();
    }

    private CallTimes timesOf(Node node) {
        return Objects.requireNonNull(times.get(node.computation().output()), "every computation belongs to a call");
    }

    private record Round(BootstrapJob.Source source, int jobs) {}
}
