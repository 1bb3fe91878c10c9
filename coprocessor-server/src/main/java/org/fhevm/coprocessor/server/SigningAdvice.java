package org.fhevm.coprocessor.server;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.common.tenant.SharedVerifiers;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.jooq.exception.DataAccessException;

/**
 * Warns at start of tenants that share a chain, a verifying contract and a signing key. The database may not answer at
 * that time, so a background thread reads the tenants as soon as it does.
 */
final class SigningAdvice implements AutoCloseable {
    private final TenantRepository tenants;
    private final SigningKeys keys;
    private final ServerEvents events;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("signing-advice").unstarted(this::run);

    SigningAdvice(TenantRepository tenants, SigningKeys keys, ServerEvents events) {
        this.tenants = tenants;
        this.keys = keys;
        this.events = events;
    }

    void start() {
        thread.start();
    }

    private void run() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        int failures = 0;
        try {
            do {
                try {
                    sharing(tenants.all(), keys).forEach(shared -> events.sharedVerifier(shared.warning()));
                    return;
                } catch (DataAccessException e) {
                    // Readiness reports a database that does not answer; here, only the advice is late.
                    failures++;
                }
            } while (!closing.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The groups of tenants that can have contradicting attestations. */
    static List<SharedVerifiers> sharing(Collection<TenantRecord> tenants, SigningKeys keys) {
        return tenants.stream()
                .map(tenant -> keys.of(tenant.id()).address())
                .distinct()
                .flatMap(address -> SharedVerifiers.among(tenants.stream()
                                .filter(tenant -> keys.of(tenant.id()).address().equals(address))
                                .toList())
                        .stream())
                .toList();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
