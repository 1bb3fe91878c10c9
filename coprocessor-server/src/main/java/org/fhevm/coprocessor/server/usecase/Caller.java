package org.fhevm.coprocessor.server.usecase;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * For whom something is done.
 *
 * @param tenant whose handles are meant
 * @param gone whether nobody waits for the answer any more, asked between pieces of long work
 */
public record Caller(TenantId tenant, BooleanSupplier gone) {

    /** Ends work that nobody waits for. */
    void requirePresent() {
        if (gone.getAsBoolean()) {
            throw new CancellationException("the caller of tenant " + tenant + " has given up");
        }
    }
}
