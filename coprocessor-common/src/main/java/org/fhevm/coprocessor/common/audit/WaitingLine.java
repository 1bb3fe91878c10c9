package org.fhevm.coprocessor.common.audit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A line that is to be written. Its first outcome counts, so that the writer and its caller agree. Thread-safe. */
final class WaitingLine {
    private final byte[] bytes;
    private final boolean isAwaited;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private WaitingLine(byte[] bytes, boolean isAwaited) {
        this.bytes = bytes;
        this.isAwaited = isAwaited;
    }

    /**
     * A line that a call waits for.
     *
     * @param bytes the line with its end; borrowed
     */
    static WaitingLine awaited(byte[] bytes) {
        return new WaitingLine(bytes, true);
    }

    /**
     * A line that no call waits for.
     *
     * @param bytes the line with its end; borrowed
     */
    static WaitingLine other(byte[] bytes) {
        return new WaitingLine(bytes, false);
    }

    /** The line with its end; borrowed. */
    byte[] bytes() {
        return bytes;
    }

    boolean isAwaited() {
        return isAwaited;
    }

    void written() {
        outcome.complete(Outcome.WRITTEN);
    }

    void failed() {
        outcome.complete(Outcome.FAILED);
    }

    /** Whether its caller waits no longer, so that it need not be written. */
    boolean isGivenUp() {
        return outcome.getNow(Outcome.WRITTEN) == Outcome.GIVEN_UP;
    }

    /** Waits for the outcome; gives the line up after this time, or if the thread is interrupted. */
    Outcome await(Duration patience) {
        try {
            return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // Given up below.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        outcome.complete(Outcome.GIVEN_UP);
        return outcome.join();
    }

    enum Outcome {
        WRITTEN,
        FAILED,
        /** It took too long. The line may be written nevertheless. */
        GIVEN_UP
    }
}
