package org.fhevm.coprocessor.server.config;

import org.fhevm.coprocessor.common.access.RateLimits;

/**
 * Shares of tenants in the server.
 *
 * @param fheWork bounds of the FHE work in flight
 * @param waiting how long calls may wait
 * @param trivialEncryption whether TrivialEncryptCiphertexts is served: it stores a value under any handle that its
 *     caller names, even one of another tenant
 * @param rates limits of a tenant that has none of its own
 */
public record Fairness(FheWork fheWork, Waiting waiting, boolean trivialEncryption, RateLimits rates) {
    public static final Fairness DEFAULT = new Fairness(FheWork.DEFAULT, Waiting.DEFAULT, true, RateLimits.NONE);

    public Fairness withFheWork(FheWork changed) {
        return new Fairness(changed, waiting, trivialEncryption, rates);
    }

    public Fairness withWaiting(Waiting changed) {
        return new Fairness(fheWork, changed, trivialEncryption, rates);
    }

    public Fairness withTrivialEncryption(boolean changed) {
        return new Fairness(fheWork, waiting, changed, rates);
    }

    public Fairness withRates(RateLimits changed) {
        return new Fairness(fheWork, waiting, trivialEncryption, changed);
    }
}
