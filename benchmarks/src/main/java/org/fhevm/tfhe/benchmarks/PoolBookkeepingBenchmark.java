package org.fhevm.tfhe.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.LookupTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Queues, lock and wake-ups of a pool, also with more threads than processors. Bootstraps have hardly any arithmetic
 * ({@link SmallestKeys}): what a pool takes longer than {@link #arithmetic} is its bookkeeping.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBookkeepingBenchmark extends EngineBenchmark {
    private static final int BOOTSTRAPS = 1 << 13;
    private static final int BATCHES_AHEAD = 2;

    @Param({"2", "8", "16", "32", "64"})
    public int threads = 2;

    /** Independent bootstraps of a round, as many as an operation submits at once. */
    @Param({"1", "32"})
    public int round = 32;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Bootstrapper bootstrapper = new Bootstrapper(FhePool.USUAL_BATCH);
    private FhePool pool = new FhePool(1);

    @Setup
    public void start() {
        pool.close();
        pool = new FhePool(threads);
    }

    @TearDown
    public void close() {
        callers.close();
        pool.close();
    }

    private static List<BootstrapJob> jobs(int count) {
        List<BootstrapJob> jobs = new ArrayList<>();
        long[] input = new long[SmallestKeys.SERVER_KEY.blockDimension() + 1];
        for (int i = 0; i < count; i++) {
            jobs.add(new BootstrapJob(BootstrapJob.Source.BLOCK, input, List.of(LookupTable.of(value -> value))));
        }
        return jobs;
    }

    /** The time of a bootstrap in a full batch on one thread, without a pool. */
    @Benchmark
    @OperationsPerInvocation(BOOTSTRAPS)
    public void arithmetic() {
        List<BootstrapJob> batch = jobs(FhePool.USUAL_BATCH);
        for (int i = 0; i < BOOTSTRAPS / FhePool.USUAL_BATCH; i++) {
            bootstrapper.run(SmallestKeys.SERVER_KEY, batch);
        }
    }

    /** The time of a bootstrap of a single caller, which submits its next round when it has the results of the last. */
    @Benchmark
    @OperationsPerInvocation(BOOTSTRAPS)
    public void oneCaller() throws ExecutionException, InterruptedException {
        callers.submit(() -> submit(BOOTSTRAPS / round)).get();
    }

    /** The time of all bootstraps by their number, with callers enough to fill the batches of all threads. */
    @Benchmark
    @OperationsPerInvocation(BOOTSTRAPS)
    public void manyCallers() throws ExecutionException, InterruptedException {
        int count = Math.max(2, BATCHES_AHEAD * threads * FhePool.USUAL_BATCH / round);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(callers.submit(() -> submit(BOOTSTRAPS / round / count)));
        }
        for (Future<?> caller : running) {
            caller.get();
        }
    }

    private void submit(int rounds) {
        List<BootstrapJob> jobs = jobs(round);
        for (int i = 0; i < rounds; i++) {
            pool.run(SmallestKeys.SERVER_KEY, jobs);
        }
    }
}
