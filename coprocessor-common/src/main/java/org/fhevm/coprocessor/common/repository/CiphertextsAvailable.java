package org.fhevm.coprocessor.common.repository;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The channel on which workers announce that results are stored, or have failed for good. A payload lists tenants by
 * their ids; an empty one stands for all. Only our workers announce: those of the 0.6 backend do not know the channel.
 */
public final class CiphertextsAvailable {
    public static final String CHANNEL = "ciphertexts_available";

    /** PostgreSQL takes payloads of less than 8000 bytes. */
    private static final int MAXIMUM_TENANTS = 500;

    private static final String SEPARATOR = ",";

    private CiphertextsAvailable() {}

    /** The payload for results of these tenants. */
    public static String payload(Collection<TenantId> tenants) {
        return tenants.size() > MAXIMUM_TENANTS
                ? ""
                : tenants.stream().sorted().distinct().map(TenantId::toString).collect(Collectors.joining(SEPARATOR));
    }

    /** The tenants that a payload lists; empty if it stands for all, as does one that cannot be read. */
    public static Optional<Set<TenantId>> tenants(String payload) {
        if (payload.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Arrays.stream(payload.split(SEPARATOR, -1))
                    .map(id -> new TenantId(Integer.parseInt(id)))
                    .collect(Collectors.toSet()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
