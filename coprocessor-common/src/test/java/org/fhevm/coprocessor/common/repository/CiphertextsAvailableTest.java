package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class CiphertextsAvailableTest {
    @Test
    void aPayloadListsTenants() {
        String payload = CiphertextsAvailable.payload(List.of(new TenantId(7), new TenantId(2), new TenantId(7)));
        assertThat(payload).isEqualTo("2,7");
        assertThat(CiphertextsAvailable.tenants(payload)).contains(Set.of(new TenantId(2), new TenantId(7)));
    }

    @Test
    void aPayloadOfVeryManyTenantsStandsForAll() {
        List<TenantId> many = IntStream.range(0, 501)
                .mapToObj(i -> new TenantId(Integer.MAX_VALUE - i))
                .toList();
        assertThat(CiphertextsAvailable.payload(many)).isEmpty();
        assertThat(CiphertextsAvailable.payload(many.subList(0, 500))).hasSizeBetween(5000, 7999);
        assertThat(CiphertextsAvailable.tenants("")).isEmpty();
    }

    @Test
    void aPayloadThatCannotBeReadMayStandForAny() {
        for (String payload : List.of("x", "1,", ",", "1,2,x", "99999999999")) {
            assertThat(CiphertextsAvailable.tenants(payload)).as(payload).isEmpty();
        }
    }
}
