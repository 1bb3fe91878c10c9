package org.fhevm.coprocessor.common.id;

/** The number of a tenant: one host chain, one set of FHE keys, some API keys. It scopes every handle. */
public record TenantId(int value) implements Comparable<TenantId> {
    @Override
    public int compareTo(TenantId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
