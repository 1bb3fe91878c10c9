package org.fhevm.coprocessor.worker.execute;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.keys.TenantAvailability;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.coprocessor.worker.trace.ComputationTraces;
import org.fhevm.coprocessor.worker.trace.Stage;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheValue;

/** Runs claimed computations, as the package description says, and hands over their outcomes. Thread-safe. */
public final class GraphExecutor {
    private final ComputationGraph graph;
    private final Backoff betweenAttempts = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final BatchPreparation preparation;
    private final TenantAvailability tenants;
    private final ValueCache values;
    private final Consumer<Outcome> outcomes;
    private final ComputationTraces traces;
    private final WorkerEvents events;
    private final int maximumAttempts;
    private final ComputationStep step;

    /**
     * @param limits of computations in flight, high enough to keep the evaluators' threads busy
     * @param capacityFreed told when there is room again for a tenant of {@link #isFullFor}, and of an awaited release
     *     of memory; must not block
     * @param maximumAttempts infrastructure failures after which a computation is given up
     * @param outcomes told exactly one outcome of each computation, from any thread; must not block
     */
    public GraphExecutor(
            CiphertextRepository ciphertexts,
            TenantKeyCache keys,
            TenantAvailability tenants,
            ValueCache values,
            InFlightLimits limits,
            Runnable capacityFreed,
            int maximumAttempts,
            Consumer<Outcome> outcomes,
            ComputationTraces traces,
            WorkerEvents events) {
        this.graph = new ComputationGraph(limits, capacityFreed);
        this.step = new ComputationStep(graph);
        this.preparation = new BatchPreparation(graph, ciphertexts, keys, tenants, values);
        this.tenants = tenants;
        this.values = values;
        this.maximumAttempts = maximumAttempts;
        this.outcomes = outcomes;
        this.traces = traces;
        this.events = events;
    }

    /** Adds claimed computations to those in flight, producers before consumers. */
    public void add(List<ClaimedComputation> claimed) {
        for (TenantBatch batch : graph.add(claimed)) {
            Thread.ofVirtual().name("prepare-tenant-" + batch.tenant()).start(() -> prepare(batch));
        }
    }

    /** Whether this value is being computed here, or was and is on its way to the database. */
    public boolean isInFlight(TenantHandle output) {
        return graph.isInFlight(output);
    }

    /** Number of computations whose outcome is not acknowledged yet. */
    public int inFlight() {
        return graph.size();
    }

    /** Acknowledges an outcome: it is in the database, or will never be. */
    public void acknowledged(Lease lease) {
        graph.remove(lease);
    }

    /**
     * Waits until there is room for a tenant that has nothing in flight.
     *
     * @return whether there was room in time
     */
    public boolean awaitRoom(Duration longest) throws InterruptedException {
        return graph.awaitRoom(longest);
    }

    /** How much more of a tenant may be added. */
    public Allowance room(TenantId tenant, double part) {
        return graph.room(tenant, part);
    }

    /**
     * Whether none of these tenants, given with their parts, has room. If so, the listener is told once when one of
     * them has.
     */
    public boolean isFullFor(Map<TenantId, Double> tenants) {
        return graph.isFullFor(tenants);
    }

    /** How many computations have released their memory until now. */
    public long releases() {
        return graph.releases();
    }

    /**
     * Has the listener told once when a computation releases its memory: at once, if one has done so since {@code seen}
     * was read from {@link #releases}.
     */
    public void awaitRelease(long seen) {
        graph.awaitRelease(seen);
    }

    /** Memory that computations in flight hold. */
    public long usedBytes() {
        return graph.usedBytes();
    }

    /** Memory that is free for some tenant; negative while computations in flight exceed the limit. */
    public long freeBytes() {
        return graph.freeBytes();
    }

    /**
     * Waits until nothing is in flight.
     *
     * @return whether that happened in time
     */
    public boolean awaitEmpty(Duration longest) throws InterruptedException {
        return graph.awaitEmpty(longest);
    }

    /** Releases computations that have not started. */
    public void releaseWaiting() {
        releaseAll(graph.endWaiting());
    }

    private void prepare(TenantBatch batch) {
        Optional<TenantKeyCache.Pin> keys;
        long began = System.nanoTime();
        try {
            keys = preparation.prepare(batch);
        } catch (RuntimeException | Error e) {
            excludeTenant(batch, e);
            return;
        }
        if (keys.isEmpty()) {
            tenants.waitForCapacity(batch.tenant());
            releaseUnprepared(batch);
            return;
        }
        tenants.markHealthy(batch.tenant());
        events.prepared(batch.tenant(), since(began));
        graph.prepared(batch, keys.get()).forEach(this::retryLater);
        startAllThatMay();
    }

    /**
     * An input that was found when the computation was claimed is no longer there. Usually the next claim finds out
     * why; where it does not, the pause keeps claims apart.
     */
    private void retryLater(Node node) {
        outcomes.accept(new Outcome.Retried(
                node.lease(), betweenAttempts.after(node.lease().attemptsWithThis())));
    }

    /**
     * Without keys or inputs no computation of the batch can start, and none is to blame. That holds for unusable keys,
     * too: an operator can repair the tenant's row, and a mistake in that row must not cost the work of a chain.
     */
    private void excludeTenant(TenantBatch batch, Throwable cause) {
        tenants.pause(batch.tenant()).ifPresent(pause -> events.tenantUnavailable(batch.tenant(), cause, pause));
        releaseUnprepared(batch);
    }

    private void releaseUnprepared(TenantBatch batch) {
        releaseAll(graph.notPrepared(batch));
    }

    private void startAllThatMay() {
        for (Optional<Node> next = graph.startNext(); next.isPresent(); next = graph.startNext()) {
            Node node = next.get();
            Thread.ofVirtual().name("compute-" + node.computation().output()).start(() -> compute(node));
        }
    }

    private void compute(Node node) {
        Optional<FheValue> value = Optional.empty();
        BootstrapCounter counter = new BootstrapCounter();
        try (ComputationTraces.Step traced = traces.begin(node.lease(), Stage.COMPUTE)) {
            long began = System.nanoTime();
            FheEvaluator evaluator = node.batch().evaluator().withCounter(counter);
            Map<Handle, FheValue> inputs = step.inputs(node, evaluator);
            Duration gathering = since(began);
            value = Optional.of(step.compute(node.computation(), inputs, evaluator));
            events.computed(
                    node.computation().output(),
                    node.computation().operation(),
                    node.computation().resultType(),
                    since(began),
                    gathering,
                    counter.bootstraps());
            traced.succeeded(counter.bootstraps());
        } catch (UncomputableException e) {
            fail(node, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            infrastructureFailed(node, e);
        } finally {
            value.ifPresent(result -> {
                values.put(node.computation().output(), result);
                graph.computed(node, result);
            });
            startAllThatMay();
        }
        value.ifPresent(result -> handOver(node, result));
    }

    /** Compresses the value for storage. Its consumers have it already, so none waits for the compression. */
    private void handOver(Node node, FheValue value) {
        Outcome outcome;
        try (ComputationTraces.Step traced = traces.begin(node.lease(), Stage.COMPRESS)) {
            long began = System.nanoTime();
            Bytes compressed = Bytes.of(node.batch().evaluator().compress(value));
            events.compressed(node.computation().output(), since(began));
            outcome = new Outcome.Computed(node.lease(), value.type(), compressed);
            traced.succeeded();
        } catch (RuntimeException | Error e) {
            outcome = unexpected(node, e);
        }
        graph.finishedWithKeys(node);
        outcomes.accept(outcome);
    }

    private void fail(Node node, String reason) {
        endWith(
                node,
                new Outcome.Failed(
                        node.lease(), Failure.ofItself(node.computation().output(), reason)));
    }

    private void infrastructureFailed(Node node, Throwable cause) {
        endWith(node, unexpected(node, cause));
    }

    /** Ends a computation. Its consumers fail if it failed, and otherwise return to the queue. */
    private void endWith(Node node, Outcome outcome) {
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
            return new Outcome.Failed(
                    consumer.lease(), Failure.ofInput(consumer.computation().output(), cause));
        }
        return new Outcome.Released(consumer.lease());
    }

    /** Another attempt after a pause, or a failure after the last one. */
    private Outcome unexpected(Node node, Throwable cause) {
        TenantHandle output = node.computation().output();
        events.infrastructureFailed(output, cause);
        int attempts = node.lease().attemptsWithThis();
        if (attempts < maximumAttempts) {
            return new Outcome.Retried(node.lease(), betweenAttempts.after(attempts));
        }
        return new Outcome.Failed(
                node.lease(), Failure.ofItself(output, "given up after " + attempts + " attempts: " + cause));
    }

    private static Duration since(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    private void releaseAll(List<Node> nodes) {
        nodes.forEach(node -> outcomes.accept(new Outcome.Released(node.lease())));
    }
}
