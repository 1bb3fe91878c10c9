package org.fhevm.coprocessor.common.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The values of the label {@code tenant} in this process. The first {@link #MOST} tenants that are counted have their
 * numbers as labels, all others share {@link #OTHER}: a scrape does not grow with the number of tenants. Thread-safe.
 */
public final class TenantLabels {
    public static final int MOST = 20;
    public static final String OTHER = "other";

    private final Map<TenantId, String> labels = new ConcurrentHashMap<>();

    public String of(TenantId tenant) {
        String known = labels.get(tenant);
        return known == null ? add(tenant) : known;
    }

    private synchronized String add(TenantId tenant) {
        return labels.size() < MOST
                ? labels.computeIfAbsent(tenant, TenantId::toString)
                : labels.getOrDefault(tenant, OTHER);
    }
}
