package org.fhevm.coprocessor.worker.execute;

import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Nodes of a graph, with one batch for each tenant. Later nodes have later positions in the queue. */
final class TestNodes {
    private final GraphLock lock;
    private final InFlightCounts counts;
    private final Map<TenantId, TenantBatch> batches = new HashMap<>();
    private long submissions;

    TestNodes(GraphLock lock) {
        this(lock, new InFlightCounts(lock));
    }

    TestNodes(GraphLock lock, InFlightCounts counts) {
        this.lock = lock;
        this.counts = counts;
    }

    /** A node that takes {@code bytes} of memory. */
    Node node(TenantId tenant, String name, long bytes) {
        return node(tenant, name, bytes, 1, List.of());
    }

    /** A node with inputs and a critical path. */
    Node node(TenantId tenant, String name, int criticalPath, String... inputs) {
        return node(tenant, name, 1, criticalPath, List.of(inputs));
    }

    private Node node(TenantId tenant, String name, long bytes, int criticalPath, List<String> inputs) {
        List<Operand> operands = inputs.stream()
                .<Operand>map(input -> new Operand.Encrypted(handle(input)))
                .toList();
        submissions++;
        QueuedComputation computation = new QueuedComputation(
                tenant, new Computation(handle(name), FheOperation.ADD, operands), FheType.UINT64);
        ClaimedComputation claimed =
                new ClaimedComputation(computation, submissions, new Lease(computation.output(), 1, 0), bytes);
        TenantBatch batch = batches.computeIfAbsent(tenant, id -> new TenantBatch(lock, id));
        return new Node(lock, counts, claimed, batch, 1, criticalPath);
    }
}
