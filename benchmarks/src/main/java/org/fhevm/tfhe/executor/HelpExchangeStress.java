package org.fhevm.tfhe.executor;

import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A request for help under the lock of a pool, as {@link FhePool} uses the {@link HelpExchange}.
 *
 * <p>What must hold: one helper answers a request, or none does; and a request that has ended is never answered.
 */
@JCStressTest
@Outcome(id = "answered", expect = Expect.ACCEPTABLE, desc = "The helper came in time.")
@Outcome(id = "unanswered", expect = Expect.ACCEPTABLE, desc = "The helper came late.")
@State
public class HelpExchangeStress {
    private final ReentrantLock lock = new ReentrantLock();
    private final HelpExchange<HelpExchangeStress> exchange = new HelpExchange<>();
    private boolean answered;
    private boolean answeredAtTheEnd;

    /** A thread with a single bootstrap; whether it was shared is what it sees under the lock. */
    @Actor
    public void leader() {
        lock.lock();
        try {
            exchange.request(this);
        } finally {
            lock.unlock();
        }
        lock.lock();
        try {
            answeredAtTheEnd = answered;
            exchange.end(this, 1);
        } finally {
            lock.unlock();
        }
    }

    /** An idle thread. */
    @Actor
    public void helper() {
        lock.lock();
        try {
            answered = exchange.answer() != null;
        } finally {
            lock.unlock();
        }
    }

    @Arbiter
    public void outcome(L_Result result) {
        String fate = answered == answeredAtTheEnd ? answered ? "answered" : "unanswered" : "answered after its end";
        result.r1 = exchange.answer() == null ? fate : fate + " and left over";
    }
}
