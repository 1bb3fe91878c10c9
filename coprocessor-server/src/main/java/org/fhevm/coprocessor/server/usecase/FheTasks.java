package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the FHE work of requests: over all requests only so many tasks at once, and of one request at most half of them.
 * The processors are shared out by the pool behind the evaluator; what is bounded here is memory, for every task that has
 * begun holds its ciphertexts uncompressed.
 *
 * <p>Tasks wait for their turn in the order in which they came, and a request has no more of them waiting than it may have
 * at work. So a request of many tasks cannot keep out one of few.
 */
public final class FheTasks {

    private final Semaphore permits;
    private final int maximumPerRequest;

    public FheTasks(int maximumAtOnce) {
        this.permits = new Semaphore(maximumAtOnce, true);
        this.maximumPerRequest = Math.ceilDiv(maximumAtOnce, 2);
    }

    /**
     * The results for these items, in order. The first failure, in order of the items, is thrown; items that have not
     * begun by then are not begun, nor are any once the caller is gone.
     */
    public <T, R> List<R> map(Caller caller, List<T> items, Function<T, R> task) {
        Request<T, R> request = new Request<>(caller, items, task);
        int threads = Math.min(items.size(), maximumPerRequest);
        mapInside(Collections.nCopies(threads, request), Request::work);
        return request.results();
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

    /**
     * The items of one request, taken in order by several threads. When one fails, every earlier one has been taken and is
     * still worked on, so that the first failure in order is known once all threads have ended.
     */
    private final class Request<T, R> {
        private final Caller caller;
        private final List<T> items;
        private final Function<T, R> task;
        private final AtomicInteger next = new AtomicInteger();
        private final ConcurrentSkipListMap<Integer, R> results = new ConcurrentSkipListMap<>();
        private final ConcurrentSkipListMap<Integer, Throwable> failures = new ConcurrentSkipListMap<>();

        Request(Caller caller, List<T> items, Function<T, R> task) {
            this.caller = caller;
            this.items = items;
            this.task = task;
        }

        /** Works until there is nothing left to do; returns how many items this thread has taken. */
        int work() {
            int taken = 0;
            for (int index = next.getAndIncrement();
                    index < items.size() && failures.isEmpty();
                    index = next.getAndIncrement()) {
                whenPermitted(index);
                taken++;
            }
            return taken;
        }

        private void whenPermitted(int index) {
            permits.acquireUninterruptibly();
            try {
                if (failures.isEmpty() || index < failures.firstKey()) {
                    requireWanted();
                    results.put(index, task.apply(items.get(index)));
                }
            } catch (RuntimeException | Error e) {
                failures.put(index, e);
            } finally {
                permits.release();
            }
        }

        private void requireWanted() {
            caller.requirePresent();
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted before the FHE work began");
            }
        }

        List<R> results() {
            if (!failures.isEmpty()) {
                throw unchecked(failures.firstEntry().getValue());
            }
            return List.copyOf(results.values());
        }
    }
}
