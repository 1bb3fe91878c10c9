package org.fhevm.coprocessor.cli.tenant;

import java.time.Instant;
import java.util.List;
import org.fhevm.coprocessor.cli.tenant.repository.TenantBacklog;
import org.fhevm.coprocessor.cli.tenant.repository.TenantBacklog.Count;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code tenant show} for programs.
 *
 * @param keys parts of the key set that are stored
 * @param columnKey whether the API key of 0.6 is valid
 * @param rateLimits those of the tenant's own; empty if it has those of the servers
 */
record TenantAnswer(
        int tenant,
        String state,
        @Nullable String disabledSince,
        @Nullable String pausedSince,
        long chainId,
        String aclContract,
        String inputVerifierContract,
        int weight,
        int priority,
        List<StoredKey> keys,
        @Nullable String keysChanged,
        long validApiKeys,
        long endedApiKeys,
        boolean columnKey,
        List<String> certificates,
        List<String> rateLimits,
        Backlog backlog) {
    static TenantAnswer of(TenantDetails details) {
        return new TenantAnswer(
                details.tenant().id().value(),
                details.state().word(),
                text(details.state().disabledAt()),
                text(details.state().pausedAt()),
                details.tenant().chainId().value(),
                details.tenant().aclContractAddress(),
                details.tenant().verifyingContractAddress(),
                details.state().weight(),
                details.state().priority(),
                details.keys().stream().filter(key -> key.bytes() > 0).toList(),
                text(details.state().keysChangedAt()),
                details.validApiKeys(),
                details.apiKeys().keys().size() - details.validApiKeys(),
                details.apiKeys().columnKeyRetiredAt() == null,
                details.certificates(),
                details.limits().entries(),
                Backlog.of(details.backlog()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /**
     * Numbers of rows, counted up to {@link TenantBacklog#COUNTED_EXACTLY} each.
     *
     * @param complete whether none of them has reached the bound
     */
    private record Backlog(long pending, long inFlight, long blocked, long failed, long ciphertexts, boolean complete) {
        static Backlog of(TenantBacklog counted) {
            return new Backlog(
                    counted.claimable().number(),
                    counted.inFlight().number(),
                    counted.blocked().number(),
                    counted.failed().number(),
                    counted.ciphertexts().number(),
                    List.of(
                                    counted.claimable(),
                                    counted.inFlight(),
                                    counted.blocked(),
                                    counted.failed(),
                                    counted.ciphertexts())
                            .stream()
                            .allMatch(Count::isWhole));
        }
    }
}
