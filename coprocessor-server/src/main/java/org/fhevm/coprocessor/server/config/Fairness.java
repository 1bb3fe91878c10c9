package org.fhevm.coprocessor.server.config;

/**
 * Shares of tenants in the server.
 *
 * @param fheWork bounds of the FHE work in flight
 * @param waiting how long calls may wait
 * @param trivialEncryption whether TrivialEncryptCiphertexts is served: it stores a value under any handle that its
 *     caller names, even one of another tenant
 */
public record Fairness(FheWork fheWork, Waiting waiting, boolean trivialEncryption) {
    public static final Fairness DEFAULT = new Fairness(FheWork.DEFAULT, Waiting.DEFAULT, true);

    public Fairness withFheWork(FheWork changed) {
        return new Fairness(changed, waiting, trivialEncryption);
    }

    public Fairness withWaiting(Waiting changed) {
        return new Fairness(fheWork, changed, trivialEncryption);
    }

    public Fairness withTrivialEncryption(boolean changed) {
        return new Fairness(fheWork, waiting, changed);
    }
}
