package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class KeyTurnsTest {
    private static final TenantId FIRST = new TenantId(1);
    private static final TenantId SECOND = new TenantId(2);
    private static final TenantId THIRD = new TenantId(3);
    private static final Duration START = Duration.ofDays(1);
    private static final Duration TURN = START.plus(KeyTurns.TURN);
    private static final Duration BEFORE_TURN = TURN.minusNanos(1);

    private final KeyTurns turns = new KeyTurns();

    @Test
    void noTenantGivesWayWhileNoneWaits() {
        assertThat(turns.mustGiveWay(FIRST, START)).isFalse();
    }

    @Test
    void othersGiveWayOnceTheFirstHasWaitedForItsTurn() {
        turns.join(FIRST, null, START);
        turns.join(SECOND, null, START);

        assertThat(turns.mustGiveWay(SECOND, BEFORE_TURN)).isFalse();
        assertThat(turns.mustGiveWay(SECOND, TURN)).isTrue();
        assertThat(turns.mustGiveWay(THIRD, TURN)).isTrue();
        assertThat(turns.mustGiveWay(FIRST, TURN)).isFalse();
    }

    @Test
    void theNextTenantHasItsTurnWhenTheFirstIsServed() {
        turns.join(FIRST, null, START);
        turns.join(SECOND, null, START);

        assertThat(turns.served(FIRST)).isTrue();
        assertThat(turns.served(FIRST)).as("waits no longer").isFalse();
        assertThat(turns.mustGiveWay(FIRST, TURN)).isTrue();
        assertThat(turns.mustGiveWay(SECOND, TURN)).isFalse();
    }

    @Test
    void aTenantKeepsItsTurnForAWhileAfterItsCallersGaveUp() {
        KeyTurns.Wait wait = turns.join(FIRST, null, START);
        turns.leave(wait, TURN);
        Duration graceEnds = TURN.plus(KeyTurns.GRACE);

        assertThat(turns.mustGiveWay(SECOND, graceEnds.minusNanos(1))).isTrue();
        assertThat(turns.mustGiveWay(SECOND, graceEnds)).isFalse();
        assertThat(turns.served(FIRST)).as("its wait is forgotten").isFalse();
    }

    @Test
    void aTenantWaitsAsLongAsOneOfItsCallersDoes() {
        KeyTurns.Wait wait = turns.join(FIRST, null, START);
        assertThat(turns.join(FIRST, null, TURN)).isSameAs(wait);
        assertThat(turns.join(FIRST, wait, TURN)).isSameAs(wait);
        turns.leave(wait, TURN);

        assertThat(turns.mustGiveWay(SECOND, TURN.plus(KeyTurns.GRACE))).isTrue();
        turns.leave(wait, TURN.plus(KeyTurns.GRACE));
        assertThat(turns.mustGiveWay(SECOND, TURN.plus(KeyTurns.GRACE).plus(KeyTurns.GRACE)))
                .isFalse();
    }

    @Test
    void theWaitBeginsAgainWhenAnotherCallerOfTheTenantIsServed() {
        KeyTurns.Wait wait = turns.join(FIRST, null, START);
        turns.served(FIRST);

        assertThat(turns.join(FIRST, wait, TURN)).isNotSameAs(wait);
        assertThat(turns.mustGiveWay(SECOND, TURN.plus(KeyTurns.TURN).minusNanos(1)))
                .isFalse();
        assertThat(turns.mustGiveWay(SECOND, TURN.plus(KeyTurns.TURN))).isTrue();
    }
}
