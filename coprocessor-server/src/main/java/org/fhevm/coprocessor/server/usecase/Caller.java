package org.fhevm.coprocessor.server.usecase;

import java.util.concurrent.CancellationException;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The caller that a use case works for.
 *
 * @param tenant whose handles are meant
 * @param presence tells whether the caller still waits for the answer
 * @param place the caller's place among the calls that are served at once
 */
public record Caller(TenantId tenant, Presence presence, CallPlace place) {

    /** A caller whose place nothing limits. */
    public Caller(TenantId tenant, Presence presence) {
        this(tenant, presence, CallPlace.UNLIMITED);
    }

    /** Ends work for a caller that has left. */
    void requirePresent() {
        if (presence.isGone()) {
            throw new CancellationException("the caller of tenant " + tenant + " has left");
        }
    }
}
