package org.fhevm.coprocessor.worker.execute;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.BootstrapMeter;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.claim.Lease;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.keys.TenantAvailability;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.tfhe.operation.FheValue;

/** Computes what is given to it, as the package description says, and hands over the outcomes. Thread-safe. */
public final class GraphExecutor {
    private final ComputationGraph graph;
    private final Backoff betweenAttempts = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final BatchPreparation preparation;
    private final TenantAvailability tenants;
    private final ValueCache values;
    private final Consumer<Outcome> outcomes;
    private final WorkerEvents events;
    private final int maximumAttempts;
    private final ComputationStep step;

    /**
     * @param limits of what is in flight, enough to keep the evaluators' threads busy
     * @param roomWasMade told when there is room again for a tenant of {@link #isFullFor}; must not block
     * @param maximumAttempts failures of the surroundings after which a computation is given up
     * @param outcomes told exactly one outcome of each computation, from any thread; must not block
     */
    public GraphExecutor(
            CiphertextRepository ciphertexts,
            TenantKeyCache keys,
            TenantAvailability tenants,
            ValueCache values,
            InFlightLimits limits,
            Runnable roomWasMade,
            int maximumAttempts,
            Consumer<Outcome> outcomes,
            WorkerEvents events) {
        this.graph = new ComputationGraph(limits, roomWasMade);
        this.step = new ComputationStep(graph);
        this.preparation = new BatchPreparation(graph, ciphertexts, keys, tenants, values);
        this.tenants = tenants;
        this.values = values;
        this.maximumAttempts = maximumAttempts;
        this.outcomes = outcomes;
        this.events = events;
    }

    /** Takes computations in hand, producers before consumers. */
    public void add(List<ClaimedComputation> claimed) {
        for (TenantBatch batch : graph.add(claimed)) {
            Thread.ofVirtual().name("prepare-tenant-" + batch.tenant()).start(() -> prepare(batch));
        }
    }

    /** Whether this value is being computed here, or was and is on its way to the database. */
    public boolean isInHand(TenantHandle output) {
        return graph.isInHand(output);
    }

    /** Computations whose outcome is not settled yet. */
    public int inHand() {
        return graph.size();
    }

    /** The outcome of a computation is in the database, or will never be. */
    public void settled(Lease lease) {
        graph.remove(lease);
    }

    /**
     * Waits until there is room for a tenant that has nothing in flight.
     *
     * @return whether that happened in time
     */
    public boolean awaitRoom(Duration longest) throws InterruptedException {
        return graph.awaitRoom(longest);
    }

    /** How much more of a tenant may be added. */
    public Allowance room(TenantId tenant, double part) {
        return graph.room(tenant, part);
    }

    /** Whether none of these tenants, given with their parts, has room; if so, it is told once when one has. */
    public boolean isFullFor(Map<TenantId, Double> tenants) {
        return graph.isFullFor(tenants);
    }

    /** How often computations gave back their memory until now. */
    public long releases() {
        return graph.releases();
    }

    /**
     * Has the listener told once when a computation gives back its memory: at once, if one has done so since
     * {@code seen} was read from {@link #releases}.
     */
    public void awaitRelease(long seen) {
        graph.awaitRelease(seen);
    }

    /** Memory that computations in flight take. */
    public long usedBytes() {
        return graph.usedBytes();
    }

    /** Memory for more computations; negative when those in hand take more than they should. */
    public long freeBytes() {
        return graph.freeBytes();
    }

    /** Waits until nothing is in hand; whether that happened in time. */
    public boolean awaitEmpty(Duration longest) throws InterruptedException {
        return graph.awaitEmpty(longest);
    }

    /** Sends back what has not started. */
    public void returnWaiting() {
        returnAll(graph.endWaiting());
    }

    private void prepare(TenantBatch batch) {
        Optional<TenantKeyCache.Pin> keys;
        try {
            keys = preparation.prepare(batch);
        } catch (RuntimeException | Error e) {
            passOver(batch, e);
            return;
        }
        if (keys.isEmpty()) {
            tenants.waitForRoom(batch.tenant());
            returnUnprepared(batch);
            return;
        }
        tenants.forget(batch.tenant());
        graph.prepared(batch, keys.get()).forEach(this::postpone);
        startWhatCan();
    }

    /**
     * An input that was found when the computation was claimed is not there any more. Mostly the next claim sees why;
     * the pause keeps claims apart where it does not.
     */
    private void postpone(Node node) {
        outcomes.accept(new Outcome.Postponed(node.lease, betweenAttempts.after(node.lease.attemptsWithThis())));
    }

    /**
     * Without keys or inputs nothing of the batch can start; its computations are not to blame. That holds for keys
     * that cannot be used, too: an operator can mend a tenant's row, and the work of a chain is no price for a slip in
     * it.
     */
    private void passOver(TenantBatch batch, Throwable cause) {
        tenants.pause(batch.tenant()).ifPresent(pause -> events.tenantUnavailable(batch.tenant(), cause, pause));
        returnUnprepared(batch);
    }

    private void returnUnprepared(TenantBatch batch) {
        graph.notPrepared(batch);
        for (Node node : batch.nodes()) {
            returnAll(graph.end(node));
        }
    }

    private void startWhatCan() {
        for (Optional<Node> next = graph.takeNext(); next.isPresent(); next = graph.takeNext()) {
            Node node = next.get();
            Thread.ofVirtual().name("compute-" + node.computation.output()).start(() -> compute(node));
        }
    }

    private void compute(Node node) {
        Optional<FheValue> value = Optional.empty();
        try {
            long began = System.nanoTime();
            value = Optional.of(step.compute(node));
            events.computed(
                    node.computation.output(),
                    node.computation.operation(),
                    node.computation.resultType(),
                    Duration.ofNanos(System.nanoTime() - began),
                    // A virtual thread of its own: all of them are this computation's.
                    BootstrapMeter.ofThisThread());
        } catch (UncomputableException e) {
            fail(node, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            surroundingsFailed(node, e);
        } finally {
            value.ifPresent(result -> {
                values.put(node.computation.output(), result);
                graph.computed(node, result);
            });
            startWhatCan();
        }
        value.ifPresent(result -> handOver(node, result));
    }

    /** Compression comes after consumers were let go: nobody in hand waits for it. */
    private void handOver(Node node, FheValue value) {
        Outcome outcome;
        try {
            byte[] compressed = node.batch.evaluator().compress(value);
            outcome = new Outcome.Computed(node.lease, value.type(), compressed);
        } catch (RuntimeException | Error e) {
            outcome = unexpected(node, e);
        }
        graph.finishedWithKeys(node);
        outcomes.accept(outcome);
    }

    private void fail(Node node, String reason) {
        settle(node, new Outcome.Failed(node.lease, Failure.ofItself(node.computation.output(), reason)));
    }

    private void surroundingsFailed(Node node, Throwable cause) {
        settle(node, unexpected(node, cause));
    }

    /** Ends a computation; its consumers fail with it, or go back to the queue where it does. */
    private void settle(Node node, Outcome outcome) {
        List<Node> ended = graph.end(node);
        if (ended.isEmpty()) {
            return;
        }
        outcomes.accept(outcome);
        for (Node consumer : ended.subList(1, ended.size())) {
            outcomes.accept(afterProducer(consumer, outcome));
        }
    }

    private static Outcome afterProducer(Node consumer, Outcome producer) {
        if (producer instanceof Outcome.Failed failed) {
            InputState.Failed cause = new InputState.Failed(
                    failed.lease().output().handle(), failed.failure().reason());
            return new Outcome.Failed(consumer.lease, Failure.ofInput(consumer.computation.output(), cause));
        }
        return new Outcome.Returned(consumer.lease);
    }

    /** Another attempt after a pause, unless there were enough. */
    private Outcome unexpected(Node node, Throwable cause) {
        TenantHandle output = node.computation.output();
        events.surroundingsFailed(output, cause);
        int attempts = node.lease.attemptsWithThis();
        if (attempts < maximumAttempts) {
            return new Outcome.Postponed(node.lease, betweenAttempts.after(attempts));
        }
        return new Outcome.Failed(
                node.lease, Failure.ofItself(output, "given up after " + attempts + " attempts: " + cause));
    }

    private void returnAll(List<Node> nodes) {
        nodes.forEach(node -> outcomes.accept(new Outcome.Returned(node.lease)));
    }
}
