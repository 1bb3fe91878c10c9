package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.coprocessor.worker.execute.InFlightCounts.Counts;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightCountsTest {
    private static final List<TenantId> TENANTS = List.of(new TenantId(1), new TenantId(2), new TenantId(3));
    private static final FheValue VALUE = new ClearEvaluator().trivialEncrypt(FheType.UINT64, new byte[] {7});

    private final GraphLock lock = new GraphLock();
    private final InFlightCounts counts = new InFlightCounts(lock);
    private TestNodes nodes = new TestNodes(lock, counts);
    private final List<Node> inFlight = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void agreeWithTheNodesAfterEveryChange(int seed) {
        Random random = new Random(seed);
        lock.run(() -> {
            for (int step = 0; step < 2_000; step++) {
                change(random, step);
                TENANTS.forEach(tenant -> assertThat(counts.of(tenant)).isEqualTo(counted(tenant)));
                assertThat(counts.all()).isEqualTo(sum());
            }
            inFlight.forEach(Node::leave);
            assertThat(counts.all()).isEqualTo(Counts.NONE);
        });
    }

    private void change(Random random, int step) {
        if (inFlight.isEmpty() || random.nextInt(4) == 0) {
            Node node = nodes.node(TENANTS.get(random.nextInt(TENANTS.size())), "node " + step, 1, "input");
            node.batch().add(node);
            node.enter();
            inFlight.add(node);
            return;
        }
        Node node = inFlight.get(random.nextInt(inFlight.size()));
        switch (random.nextInt(8)) {
            case 0 -> node.connect(handle("input"), inFlight.get(random.nextInt(inFlight.size())));
            case 1 -> node.arrived();
            case 2 -> node.start();
            case 3 -> node.complete(VALUE);
            case 4 -> node.end();
            case 5 -> {
                node.leave();
                inFlight.remove(node);
            }
            case 6 -> changeBatch(node.batch(), random);
            default -> node.acknowledge();
        }
    }

    /** As a batch is prepared: its keys may be loaded, once or more often, before all its inputs are there. */
    private void changeBatch(TenantBatch batch, Random random) {
        if (batch.isPrepared()) {
            return;
        }
        if (batch.isLoadingKeys()) {
            batch.endLoadingKeys();
        } else if (random.nextInt(20) == 0) {
            batch.endPreparing();
            nodes = new TestNodes(lock, counts);
        } else {
            batch.beginLoadingKeys();
        }
    }

    private Counts counted(TenantId tenant) {
        List<Node> own = inFlight.stream()
                .filter(node -> node.tenant().equals(tenant) && !node.batch().isLoadingKeys())
                .toList();
        return new Counts(
                own.size(), (int) own.stream().filter(Node::isComputable).count());
    }

    private Counts sum() {
        List<Counts> each = TENANTS.stream().map(this::counted).toList();
        return new Counts(
                each.stream().mapToInt(Counts::inFlight).sum(),
                each.stream().mapToInt(Counts::computable).sum());
    }
}
