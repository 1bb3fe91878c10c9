package org.fhevm.coprocessor.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseCreation;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.coprocessor.worker.claim.Claim;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.complete.OutcomeWriter;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.tfhe.operation.FheType;

/** A database with a backlog of a given size, and the times of claims from it. */
final class ClaimSubject implements AutoCloseable {
    private final int backlog;
    private final Database database;
    private final FilledQueue queue;
    private final WorkerSession session;
    private final Claimer claimer;
    private final OutcomeWriter writer;
    private final List<Long> nanos = new ArrayList<>();

    ClaimSubject(EmbeddedPostgres postgres, String name, int backlog) throws Exception {
        this.backlog = backlog;
        DatabaseCreation.createIfMissing(postgres.url(name));
        database = Database.open(DatabaseConfig.of(postgres.url(name)));
        database.migrations().apply();
        queue = new FilledQueue(database);
        queue.addTenants();
        queue.fill(backlog);
        session = new WorkerSession(database, UUID.randomUUID(), "benchmark", Duration.ofMinutes(30));
        session.renew();
        Transactions transactions = new Transactions(database);
        claimer = new Claimer(transactions, session.id(), 5);
        writer = new OutcomeWriter(transactions, session.id());
    }

    int backlog() {
        return backlog;
    }

    /** Restores the whole backlog. */
    void refill() {
        queue.fill(backlog);
    }

    /** Times a claim, then writes its results untimed. */
    void claimAndComplete(int batch) {
        long began = System.nanoTime();
        Claim claim = claimer.claim(batch, Long.MAX_VALUE, key -> false, Set.of());
        nanos.add(System.nanoTime() - began);
        if (claim.computations().size() != batch) {
            throw new IllegalStateException("claimed " + claim.computations().size());
        }
        writer.write(claim.computations().stream()
                .<Outcome>map(claimed -> new Outcome.Computed(claimed.lease(), FheType.UINT64, NoEngine.STORED))
                .toList());
    }

    long fastest() {
        return nanos.stream().min(Long::compare).orElseThrow();
    }

    long median() {
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    @Override
    public void close() {
        session.end();
        database.close();
    }
}
