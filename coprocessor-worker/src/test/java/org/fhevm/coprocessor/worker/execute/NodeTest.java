package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

class NodeTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final FheValue VALUE = new ClearEvaluator().trivialEncrypt(FheType.UINT64, new byte[] {7});

    private final GraphLock lock = new GraphLock();
    private final TestNodes nodes = new TestNodes(lock);
    private final Node left = nodes.node(TENANT, "left", 1);
    private final Node right = nodes.node(TENANT, "right", 1);
    private final Node sum = nodes.node(TENANT, "sum", 1, "left", "right");

    @Test
    void startsWhenItsBatchIsPreparedAndAllItsInputsHaveValues() {
        lock.run(() -> {
            connect();
            assertThat(sum.arrived()).as("the batch is prepared").isFalse();
            assertThat(left.complete(VALUE)).isEmpty();
            assertThat(right.complete(VALUE)).containsExactly(sum);
        });
    }

    @Test
    void doesNotWaitForAProducerThatHasAValue() {
        lock.run(() -> {
            left.complete(VALUE);
            right.complete(VALUE);
            connect();
            assertThat(sum.arrived()).as("the batch is prepared").isTrue();
            assertThat(sum.producer(handle("left")).map(Node::value)).contains(VALUE);
        });
    }

    @Test
    void hasNoValueBeforeItIsComputed() {
        lock.run(() -> assertThatIllegalStateException().isThrownBy(left::value));
    }

    @Test
    void doomsItsConsumersWhenItEnds() {
        lock.run(() -> {
            connect();
            assertThat(left.end()).containsExactly(sum);
            assertThat(left.end()).as("once").isEmpty();
        });
    }

    @Test
    void doesNotStartWhenItHasEnded() {
        lock.run(() -> {
            connect();
            sum.arrived();
            left.complete(VALUE);
            sum.end();

            assertThat(right.complete(VALUE)).isEmpty();
        });
    }

    @Test
    void isDoneWhenItIsAcknowledgedAndReadByNone() {
        lock.run(() -> {
            connect();
            left.complete(VALUE);
            left.acknowledge();
            assertThat(left.isDone()).as("its consumer needs the value").isFalse();

            assertThat(sum.releaseInputs()).containsExactlyInAnyOrder(left, right);

            assertThat(left.isDone()).isTrue();
            assertThat(right.isDone()).as("it is not acknowledged").isFalse();
            assertThat(sum.producer(handle("left"))).isEmpty();
        });
    }

    private void connect() {
        sum.connect(handle("left"), left);
        sum.connect(handle("right"), right);
    }
}
