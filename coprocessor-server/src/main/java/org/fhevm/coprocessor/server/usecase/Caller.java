package org.fhevm.coprocessor.server.usecase;

import java.util.concurrent.CancellationException;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The caller that a use case works for.
 *
 * @param tenant the tenant that the handles belong to
 * @param presence tells whether the caller still waits for the answer
 * @param place the caller's place among the calls that are served at once
 * @param blockRate counts the blocks that the use case works on
 */
public record Caller(TenantId tenant, Presence presence, CallPlace place, BlockRate blockRate) {
    /** A caller with an unlimited place and rate. */
    public Caller(TenantId tenant, Presence presence) {
        this(tenant, presence, CallPlace.UNLIMITED, BlockRate.UNLIMITED);
    }

    /** Throws a {@link CancellationException} if the caller has left, which ends the work for it. */
    void requirePresent() {
        if (presence.isGone()) {
            throw new CancellationException("the caller of tenant " + tenant + " has left");
        }
    }
}
