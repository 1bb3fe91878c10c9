package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class TenantLabelsTest {
    @Test
    void theFirstTenantsHaveLabelsOfTheirOwnAndTheOthersShareOne() {
        TenantLabels labels = new TenantLabels();
        for (int tenant = 1; tenant <= TenantLabels.MOST; tenant++) {
            assertThat(labels.of(new TenantId(tenant))).isEqualTo(String.valueOf(tenant));
        }

        assertThat(labels.of(new TenantId(1000))).isEqualTo("other");
        assertThat(labels.of(new TenantId(1))).isEqualTo("1");
    }

    @Test
    void manyThreadsDoNotExceedTheBound() {
        TenantLabels labels = new TenantLabels();
        Set<String> given = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 100_000).parallel().forEach(number -> given.add(labels.of(new TenantId(number % 5000))));

        assertThat(given).hasSize(TenantLabels.MOST + 1).contains(TenantLabels.OTHER);
    }
}
