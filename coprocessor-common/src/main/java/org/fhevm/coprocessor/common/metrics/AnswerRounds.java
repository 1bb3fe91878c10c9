package org.fhevm.coprocessor.common.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;

/**
 * Makes answers on one thread of its own, in rounds. The requests of a round for the same path share one answer, made
 * in that round. After a round the thread rests nine times as long as the round took, but at most half a second. Any
 * number of requests therefore takes a tenth of one processor at most, as long as a round takes less than 56 ms.
 *
 * <p>The number of waiting requests is not bounded here: a connection has one at most.
 */
final class AnswerRounds implements AutoCloseable {
    /** The least rest after a round. */
    static final long LEAST_REST_MILLIS = 20;

    private static final long LONGEST_REST_MILLIS = 500;
    private static final int RESTS_PER_WORK = 9;

    /** Bounded, since each answer, of some 50 kB, also has to be written. */
    private static final int REQUESTS_PER_ROUND = 32;

    private final Function<String, Answer> answers;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;

    /**
     * Starts the thread.
     *
     * @param answers the answer for a path; must not throw
     */
    AnswerRounds(String name, Function<String, Answer> answers) {
        this.answers = answers;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Requests an answer. The receiver gets it on the thread of the rounds, and must not wait there. */
    void ask(String path, Consumer<Answer> receiver) {
        waiting.add(new Waiting(path, receiver));
    }

    private void run() {
        try {
            while (true) {
                List<Waiting> round = new ArrayList<>();
                round.add(waiting.take());
                long began = System.nanoTime();
                waiting.drainTo(round, REQUESTS_PER_ROUND - 1);
                answer(round);
                rest(System.nanoTime() - began);
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            // The port is closed.
        }
    }

    private void answer(List<Waiting> round) {
        Map<String, Answer> made = new HashMap<>();
        for (Waiting request : round) {
            request.receiver().accept(made.computeIfAbsent(request.path(), answers));
        }
    }

    private static void rest(long workNanos) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(RESTS_PER_WORK * workNanos);
        TimeUnit.MILLISECONDS.sleep(Math.clamp(millis, LEAST_REST_MILLIS, LONGEST_REST_MILLIS));
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private record Waiting(String path, Consumer<Answer> receiver) {}
}
