package org.fhevm.coprocessor.server.auth;

import java.time.Duration;

/**
 * Settings of the cache and the lookup of API keys.
 *
 * @param maximumAge time for which a key counts as valid after it was read; a revoked key is refused after that
 * @param unusedTime time after which a key that no call uses is forgotten
 * @param maximumKnown limit of the keys that are remembered
 * @param maximumWaiting limit of the distinct keys that wait to be looked up, and also of the calls that wait for them
 * @param batchSize keys that one statement looks up
 * @param pause between two statements, which bounds the rate at which callers can have keys looked up
 * @param patience longest wait of a call for its key
 */
record AuthenticationSettings(
        Duration maximumAge,
        Duration unusedTime,
        int maximumKnown,
        int maximumWaiting,
        int batchSize,
        Duration pause,
        Duration patience) {
    static final AuthenticationSettings DEFAULT = new AuthenticationSettings(
            Duration.ofMillis(900),
            Duration.ofMinutes(1),
            10_000,
            4096,
            256,
            Duration.ofMillis(5),
            Duration.ofSeconds(5));

    /** Keys in use are read again this often, so that calls need not wait for it. */
    Duration refreshPeriod() {
        return maximumAge.dividedBy(2);
    }
}
