package org.fhevm.coprocessor.worker.complete;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;

/**
 * Accepts outcomes from any thread and writes them in the background, in order and in batches. It repeats a failed
 * write until it succeeds: an outcome leaves here written, by this worker or by another one, or lost. A result that the
 * database will never accept is written as a failure instead, and holds up no other.
 */
public final class Completer implements AutoCloseable {
    private static final int LARGEST_BATCH = 500;
    private static final Duration LOCKED_ROW_PAUSE = Duration.ofMillis(200);

    private final OutcomeWriter writer;
    private final Listener listener;
    private final WorkerEvents events;
    private final BackgroundLoop loop;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final LinkedBlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
    private final List<Outcome> locked = new ArrayList<>();
    /** The batch that is being written, or could not be. */
    private final List<Outcome> batch = new ArrayList<>();

    private int failures;

    /** @param watchdog told of every turn, in which outcomes are gathered and written */
    public Completer(OutcomeWriter writer, Listener listener, WorkerEvents events, Watchdog watchdog) {
        this.writer = writer;
        this.listener = listener;
        this.events = events;
        this.loop = new BackgroundLoop("write results", this::writeNext, events, watchdog);
    }

    public void start() {
        loop.start();
    }

    /** Queues an outcome; never blocks. */
    public void submit(Outcome outcome) {
        queue.add(outcome);
    }

    /** Makes one last attempt to write the outcomes that are left, then ends. */
    @Override
    public void close() {
        loop.close();
        queue.drainTo(batch);
        batch.addAll(locked);
        if (!batch.isEmpty()) {
            tryToWrite(batch);
        }
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
    public Optional<String> problem() {
        return loop.problem();
    }

    private Duration writeNext() throws InterruptedException {
        gather();
        if (batch.isEmpty() || tryToWrite(batch)) {
            failures = 0;
            return Duration.ZERO;
        }
        return backoff.after(++failures);
    }

    /** Adds new outcomes to those that could not be written; waits a moment if there are none. */
    private void gather() throws InterruptedException {
        if (batch.isEmpty()) {
            Outcome next = queue.poll(LOCKED_ROW_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                batch.add(next);
            }
            batch.addAll(locked);
            locked.clear();
        }
        queue.drainTo(batch, LARGEST_BATCH - Math.min(LARGEST_BATCH, batch.size()));
    }

    /**
     * Tries to write a batch.
     *
     * @return whether the database answered; the batch is then empty, and otherwise holds the outcomes still to be
     *     written
     */
    private boolean tryToWrite(List<Outcome> batch) {
        OutcomeWriter.Written result;
        try {
            result = writer.write(batch);
        } catch (RuntimeException e) {
            if (PermanentWriteError.isPermanent(e)) {
                return writeInParts(batch, e);
            }
            events.databaseFailed("write results", e);
            return false;
        }
        events.databaseAnswered();
        batch.clear();
        locked.addAll(result.locked());
        List<Outcome> written = new ArrayList<>(result.written());
        // By this worker: the transaction was committed, and only its answer was lost.
        written.addAll(result.writtenBefore());
        written.forEach(this::acknowledgeWritten);
        result.writtenByOthers().forEach(this::acknowledgeWrittenByOthers);
        result.lost().forEach(this::acknowledgeLost);
        listener.published(Stream.concat(written.stream(), result.writtenByOthers().stream())
                .filter(outcome -> outcome instanceof Outcome.Computed || outcome instanceof Outcome.Failed)
                .map(outcome -> outcome.lease().output())
                .toList());
        return true;
    }

    /**
     * The database refuses the batch because of one outcome: halving the batch repeatedly isolates it, and the others
     * are written.
     */
    private boolean writeInParts(List<Outcome> batch, RuntimeException error) {
        if (batch.size() == 1) {
            return writeFailureInstead(batch, error);
        }
        List<Outcome> firstHalf = new ArrayList<>(batch.subList(0, batch.size() / 2));
        List<Outcome> secondHalf = new ArrayList<>(batch.subList(batch.size() / 2, batch.size()));
        batch.clear();
        boolean answered = tryToWrite(firstHalf) && tryToWrite(secondHalf);
        batch.addAll(firstHalf);
        batch.addAll(secondHalf);
        return answered;
    }

    /** Fails the computation whose result cannot be stored. */
    private boolean writeFailureInstead(List<Outcome> single, RuntimeException error) {
        Outcome unwritable = single.removeFirst();
        if (unwritable instanceof Outcome.Computed computed) {
            single.add(new Outcome.Failed(
                    computed.lease(), Failure.ofItself(computed.lease().output(), PermanentWriteError.reason(error))));
            return tryToWrite(single);
        }
        // None of its content comes from the computation, so this is our defect. Its lease ends with this worker.
        events.unexpected("writing " + unwritable, error);
        listener.acknowledged(unwritable, false);
        return true;
    }

    private void acknowledgeWritten(Outcome outcome) {
        TenantHandle output = outcome.lease().output();
        switch (outcome) {
            case Outcome.Computed computed -> events.stored(output);
            case Outcome.Failed failed -> events.failed(output, failed.failure().reason());
            case Outcome.Retried retried -> events.retried(output, retried.pause());
            case Outcome.Released released -> {}
        }
        listener.acknowledged(outcome, true);
    }

    private void acknowledgeWrittenByOthers(Outcome outcome) {
        events.endedByOthers(outcome.lease().output());
        listener.acknowledged(outcome, true);
    }

    private void acknowledgeLost(Outcome outcome) {
        events.leaseLost(outcome.lease().output());
        listener.acknowledged(outcome, false);
    }

    /** A listener that is told of each finished outcome, in the thread that writes; must not block. */
    public interface Listener {
        /**
         * @param written whether the outcome is in the database, written by this worker or by another one. Otherwise
         *     the lease was lost, or the database refused the outcome
         */
        void acknowledged(Outcome outcome, boolean written);

        /** These results are stored, or have failed for good. */
        void published(List<TenantHandle> outputs);
    }
}
