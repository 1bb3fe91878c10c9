package org.fhevm.coprocessor.common.computation;

import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.tfhe.operation.FheValue;

/** Takes values that this process has in memory, for computations of the same process that may use them next. */
@FunctionalInterface
public interface RecentValues {
    /** For a process that computes nothing: drops them. */
    RecentValues NONE = (name, value) -> {};

    /**
     * Offers a value. It may be dropped at once.
     *
     * @param name under which the value is stored in the database
     */
    void put(TenantHandle name, FheValue value);
}
