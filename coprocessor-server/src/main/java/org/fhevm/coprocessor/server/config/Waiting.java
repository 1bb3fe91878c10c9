package org.fhevm.coprocessor.server.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;

/**
 * Bounds of the time that calls wait instead of being refused or answered at once.
 *
 * @param upload longest wait of an UploadInputs for its turn: for its tenant's earlier requests, and for memory for its
 *     tenant's keys. 0 refuses at once
 * @param pending longest wait of a GetCiphertexts for results that are being computed; 0 answers at once
 * @param maximumReads GetCiphertexts that wait at the same time; more are answered at once
 * @param maximumReadsPerTenant of one tenant
 * @param maximumHandlesPerTenant handles that the waiting calls of one tenant wait for together
 */
public record Waiting(
        Duration upload, Duration pending, int maximumReads, int maximumReadsPerTenant, int maximumHandlesPerTenant) {
    /** A wait in nanoseconds then fits a long many times over. */
    private static final Duration LONGEST = Duration.ofDays(1);

    public static final int DEFAULT_UPLOAD_SECONDS = 60;
    public static final int DEFAULT_PENDING_SECONDS = 0;

    public static final Waiting DEFAULT = new Waiting(
            Duration.ofSeconds(DEFAULT_UPLOAD_SECONDS),
            Duration.ofSeconds(DEFAULT_PENDING_SECONDS),
            4096,
            1024,
            16 * 1024);

    public Waiting {
        requireSensible("the longest wait of an upload", upload);
        requireSensible("the longest wait for pending ciphertexts", pending);
        Check.atLeast("the maximum of waiting reads", 1, maximumReads);
        Check.atLeast("the maximum of waiting reads per tenant", 1, maximumReadsPerTenant);
        Check.atLeast("the maximum of awaited handles per tenant", 1, maximumHandlesPerTenant);
    }

    public Waiting withUpload(Duration changed) {
        return new Waiting(changed, pending, maximumReads, maximumReadsPerTenant, maximumHandlesPerTenant);
    }

    public Waiting withPending(Duration changed) {
        return new Waiting(upload, changed, maximumReads, maximumReadsPerTenant, maximumHandlesPerTenant);
    }

    public Waiting withMaximumReadsPerTenant(int changed) {
        return new Waiting(upload, pending, maximumReads, changed, maximumHandlesPerTenant);
    }

    public Waiting withMaximumReads(int changed) {
        return new Waiting(upload, pending, changed, maximumReadsPerTenant, maximumHandlesPerTenant);
    }

    private static void requireSensible(String setting, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be between 0 and " + LONGEST.toHours() + " h, got " + value);
        }
    }
}
