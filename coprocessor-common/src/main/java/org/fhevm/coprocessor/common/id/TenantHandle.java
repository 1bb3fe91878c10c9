package org.fhevm.coprocessor.common.id;

/** A handle with the tenant it belongs to: the name of a value among all tenants. */
public record TenantHandle(TenantId tenant, Handle handle) {
    @Override
    public String toString() {
        return tenant + "/" + handle;
    }
}
