package org.fhevm.coprocessor.common.repository;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.SqlState;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Runs work in one transaction, and runs it again from its beginning if PostgreSQL aborts it in favour of another
 * transaction (serialization failure or deadlock). The work must therefore have no effect outside the database.
 */
public final class Transactions {
    private static final int MAXIMUM_ATTEMPTS = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final DSLContext dsl;

    public Transactions(Database database) {
        this.dsl = database.dsl();
    }

    /**
     * A context outside these transactions: even while one is open, each statement of this context has a connection of
     * its own and is committed at once.
     */
    public DSLContext standalone() {
        return dsl;
    }

    /**
     * Runs the work and returns what it returns.
     *
     * @throws DataAccessException if the database cannot be reached, refuses a statement for good, or aborts all of
     *     five attempts
     */
    public <T> T call(Function<DSLContext, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return dsl.transactionResult(configuration -> work.apply(configuration.dsl()));
            } catch (DataAccessException e) {
                if (attempt == MAXIMUM_ATTEMPTS || !wasGivenUp(e)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    public void run(Consumer<DSLContext> work) {
        call(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /**
     * Announces something on a channel at once, in a transaction of its own. A transaction that announces holds a lock,
     * which all others that announce wait for, until it is on disk. This one writes nothing and need not wait for the
     * disk.
     */
    public void announce(String channel, String payload) {
        dsl.execute("select pg_notify(?, ?)", channel, payload);
    }

    private static boolean wasGivenUp(DataAccessException e) {
        return SqlState.SERIALIZATION_FAILURE.isOf(e) || SqlState.DEADLOCK_DETECTED.isOf(e);
    }

    /** Random, so that two transactions that collided do not collide again at once. */
    private static void pause(int attempt) {
        long longestNanos = LONGEST_PAUSE.toNanos() * attempt / MAXIMUM_ATTEMPTS;
        java.util.concurrent.locks.LockSupport.parkNanos(
                ThreadLocalRandom.current().nextLong(longestNanos));
    }
}
