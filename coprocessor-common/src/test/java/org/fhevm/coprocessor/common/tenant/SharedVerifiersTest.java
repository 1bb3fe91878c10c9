package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class SharedVerifiersTest {
    private static final String VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
    private static final String OTHER = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";

    @Test
    void tenantsOfOneChainAndVerifierAreFoundHoweverTheAddressIsSpelled() {
        assertThat(SharedVerifiers.among(List.of(
                        tenant(1, 5, VERIFIER),
                        tenant(2, 6, VERIFIER),
                        tenant(3, 5, OTHER),
                        tenant(4, 5, VERIFIER.substring(2).toLowerCase(Locale.ROOT)),
                        tenant(5, 7, "nonsense"),
                        tenant(6, 7, "Nonsense"))))
                .containsExactly(
                        new SharedVerifiers(new ChainId(5), VERIFIER, List.of(new TenantId(1), new TenantId(4))),
                        new SharedVerifiers(new ChainId(7), "nonsense", List.of(new TenantId(5), new TenantId(6))));
    }

    @Test
    void tenantsApartShareNothing() {
        assertThat(SharedVerifiers.among(List.of(tenant(1, 5, VERIFIER), tenant(2, 6, VERIFIER))))
                .isEmpty();
    }

    private static TenantRecord tenant(int id, long chain, String verifier) {
        return new TenantRecord(new TenantId(id), new ChainId(chain), OTHER, verifier, "");
    }
}
