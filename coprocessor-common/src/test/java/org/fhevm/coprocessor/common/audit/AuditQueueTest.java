package org.fhevm.coprocessor.common.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AuditQueueTest {
    private static final int MAXIMUM = 1000;
    private static final TenantId BUSY = new TenantId(1);
    private static final TenantId CALM = new TenantId(2);

    private final AuditQueue queue = new AuditQueue(MAXIMUM, 40);

    @Test
    void tenantsTakeTurnsAndTheLinesOfOneKeepTheirOrder() throws Exception {
        List<WaitingLine> busy = offer(BUSY, 100);
        List<WaitingLine> calm = offer(CALM, 2);

        List<WaitingLine> batch = next();

        assertThat(batch.subList(0, 5))
                .containsExactly(busy.get(0), calm.get(0), busy.get(1), calm.get(1), busy.get(2));
        assertThat(batch).hasSize(32).containsAll(busy.subList(0, 30));
        assertThat(next()).isEqualTo(busy.subList(30, 62));
    }

    @Test
    void linesThatCallsWaitForComeFirstAndOthersGoWithThem() throws Exception {
        List<WaitingLine> others = others(100);
        List<WaitingLine> awaited = offer(BUSY, 40);

        assertThat(next())
                .startsWith(awaited.subList(0, 32).toArray(WaitingLine[]::new))
                .endsWith(others.get(7));
        assertThat(next()).hasSize(16).startsWith(awaited.get(32)).endsWith(others.get(15));
        assertThat(next()).isEqualTo(others.subList(16, 56));
        assertThat(next()).isEqualTo(others.subList(56, 96));
        assertThat(next()).isEqualTo(others.subList(96, 100));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void oneTenantLeavesRoomForOthers() {
        assertThat(accepted(BUSY, 2 * MAXIMUM)).isEqualTo(MAXIMUM / 2);
        assertThat(accepted(CALM, 2 * MAXIMUM)).isEqualTo(MAXIMUM / 4);
    }

    @Test
    void otherLinesHaveABoundOfTheirOwn() {
        accepted(BUSY, 2 * MAXIMUM);

        others(MAXIMUM);

        assertThat(queue.offer(WaitingLine.other(new byte[1]))).isFalse();
        assertThat(accepted(CALM, 1)).isOne();
    }

    @Test
    void aLineThatIsWithdrawnIsNotWrittenAndGivesItsRoomBack() throws Exception {
        WaitingLine first = offer(BUSY, 1).getFirst();
        WaitingLine second = offer(BUSY, 1).getFirst();

        queue.withdraw(BUSY, first);
        queue.withdraw(BUSY, first);
        queue.withdraw(CALM, first);

        assertThat(next()).containsExactly(second);
        queue.withdraw(BUSY, second);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(accepted(BUSY, MAXIMUM)).isEqualTo(MAXIMUM / 2);
    }

    @Test
    void anEmptyQueueIsWaitedForNoLongerThanAsked() throws Exception {
        assertThat(queue.next(Duration.ofMillis(1))).isEmpty();
    }

    private List<WaitingLine> next() throws InterruptedException {
        return queue.next(Duration.ofSeconds(10));
    }

    private List<WaitingLine> offer(TenantId tenant, int count) {
        List<WaitingLine> lines = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            lines.add(WaitingLine.awaited(new byte[1]));
            assertThat(queue.offerAwaited(tenant, lines.getLast())).isTrue();
        }
        return lines;
    }

    private long accepted(TenantId tenant, int count) {
        return IntStream.range(0, count)
                .filter(number -> queue.offerAwaited(tenant, WaitingLine.awaited(new byte[1])))
                .count();
    }

    private List<WaitingLine> others(int count) {
        List<WaitingLine> lines = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            lines.add(WaitingLine.other(new byte[1]));
            assertThat(queue.offer(lines.getLast())).isTrue();
        }
        return lines;
    }
}
