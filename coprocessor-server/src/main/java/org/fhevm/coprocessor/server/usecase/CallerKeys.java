package org.fhevm.coprocessor.server.usecase;

import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;

/** Acquires the keys of a caller's tenant. The wait ends with the caller's patience, or when the caller leaves. */
public final class CallerKeys {
    private final TenantKeyCache keys;

    public CallerKeys(TenantKeyCache keys) {
        this.keys = keys;
    }

    TenantKeyCache.Pin acquire(Caller caller, Patience patience) {
        try (CallPlace.Absence paused = caller.place().pause();
                Presence.Registration leaving = caller.presence().onLeaving(keys::wakeWaiting)) {
            return keys.acquire(caller.tenant(), patience.left(), caller.presence()::isGone)
                    .orElseThrow(() -> {
                        caller.requirePresent();
                        return new CoprocessorException(new CoprocessorError.NoRoomForKeys(caller.tenant()));
                    });
        }
    }
}
