package org.fhevm.coprocessor.common.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Tenants of the same chain with the same verifying contract. A contract that expects attestations of one of them also
 * accepts those of the other. If they share the signing key too, two attestations of one handle can contradict each
 * other.
 *
 * @param chain the chain of all of them
 * @param verifier the contract, as the first of them has it
 * @param tenants at least two, in the order of their ids
 */
public record SharedVerifiers(ChainId chain, String verifier, List<TenantId> tenants) {
    public SharedVerifiers {
        tenants = List.copyOf(tenants);
    }

    /** Every group of such tenants among these. */
    public static List<SharedVerifiers> among(Collection<TenantRecord> all) {
        Map<Verifier, List<TenantRecord>> groups = new LinkedHashMap<>();
        for (TenantRecord tenant : all) {
            groups.computeIfAbsent(Verifier.of(tenant), absent -> new ArrayList<>())
                    .add(tenant);
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(group -> new SharedVerifiers(
                        group.getFirst().chainId(),
                        group.getFirst().verifyingContractAddress(),
                        group.stream().map(TenantRecord::id).sorted().toList()))
                .toList();
    }

    /** In words, for operators. */
    public String warning() {
        return "tenants " + tenants.stream().map(TenantId::toString).collect(Collectors.joining(", "))
                + " share chain " + chain.value() + " and verifying contract " + verifier
                + ": with one signing key, attestations of one may contradict those of another";
    }

    private record Verifier(ChainId chain, String address) {
        static Verifier of(TenantRecord tenant) {
            return new Verifier(tenant.chainId(), normalized(tenant.verifyingContractAddress()));
        }

        /** Operators spell one address in several ways. */
        private static String normalized(String address) {
            try {
                return EthereumAddress.parse(address).checksummed();
            } catch (IllegalArgumentException e) {
                return address.toLowerCase(Locale.ROOT);
            }
        }
    }
}
