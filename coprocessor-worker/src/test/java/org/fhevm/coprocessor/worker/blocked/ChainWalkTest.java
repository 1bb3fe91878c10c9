package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.util.OptionalLong;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainWalkTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "0, 3", "0, 1000", "1, 1", "5, 3", "1000, 1", "1000, 17", "17, 1000"})
    void findsTheLengthOfACircleBehindAChain(int chain, int circle) {
        ChainWalk walk = new ChainWalk(row(0));
        OptionalLong length = OptionalLong.empty();
        int row = 0;
        int rows = 0;
        while (length.isEmpty()) {
            row = row + 1 < chain + circle ? row + 1 : chain;
            length = walk.goTo(row(row));
            rows++;
        }

        assertThat(length).hasValue(circle);
        assertThat(row).as("in the circle").isGreaterThanOrEqualTo(chain);
        assertThat(walk.position()).isEqualTo(row(row));
        assertThat(rows).isLessThanOrEqualTo(2 * Math.max(chain, circle) + circle);
    }

    @Test
    void findsNoCircleInAChain() {
        ChainWalk walk = new ChainWalk(row(0));
        for (int row = 1; row < 10_000; row++) {
            assertThat(walk.goTo(row(row))).isEmpty();
        }
    }

    private static TenantHandle row(int number) {
        return key(new TenantId(1), "r" + number);
    }
}
