package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the FHE work of requests: each task on a virtual thread, and over all requests only so many at once. The
 * processors are shared out by the pool behind the evaluator; what is bounded here is memory, for every task that has
 * begun holds its ciphertexts uncompressed.
 */
public final class FheTasks {

    private final Semaphore permits;

    public FheTasks(int maximumAtOnce) {
        this.permits = new Semaphore(maximumAtOnce);
    }

    /**
     * The results for these items, in order. The first failure, in order of the items, is thrown; items that have not
     * begun by then are not begun, nor are any once the caller is gone.
     */
    public <T, R> List<R> map(Caller caller, List<T> items, Function<T, R> task) {
        return mapInside(items, item -> permitted(caller, task, item));
    }

    /** The same without a bound of its own, for use within a task: what that one holds is all there is. */
    static <T, R> List<R> mapInside(List<T> items, Function<T, R> task) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures = new ArrayList<>(items.size());
            for (T item : items) {
                futures.add(threads.submit(() -> task.apply(item)));
            }
            return results(futures);
        }
    }

    private <T, R> R permitted(Caller caller, Function<T, R> task, T item) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("an earlier task failed");
        }
        try {
            caller.requirePresent();
            return task.apply(item);
        } finally {
            permits.release();
        }
    }

    private static <R> List<R> results(List<Future<R>> futures) {
        List<R> results = new ArrayList<>(futures.size());
        try {
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while FHE work was under way");
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }
}
