package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fhevm.coprocessor.cli.contract.ContractCall;
import org.fhevm.coprocessor.cli.contract.ContractCalls;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.Version;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.tfhe.executor.BatchSizes;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.KernelWarmUp;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;

/** Runs all measurements one after the other, on a pool of its own. */
final class Bench implements AutoCloseable {
    private static final String WARM_UP = "warm-up";

    private final BenchKeys keys;
    private final Settings settings;
    private final FhePool pool;
    private final BusyClaim busyClaim;
    private final BootstrapCounter counter = new BootstrapCounter();
    private final BootstrapExecutor executor;
    private final FheEvaluator evaluator;
    private final ClientSide client;
    private final Stopwatch stopwatch;
    private final Saturation saturation;
    private final List<Workload<?>> onOneThread;
    private final List<Workload<?>> onThePool;

    Bench(BenchKeys keys, Settings settings) {
        this.keys = keys;
        this.settings = settings;
        pool = new FhePool(settings.threads(), BatchSizes.ofThisMachine(), () -> {});
        busyClaim = new BusyClaim(pool);
        executor = new CountingExecutor(busyClaim, counter);
        evaluator = new ServerKeyEvaluator(keys.serverKey(), executor);
        client = new ClientSide(keys.clientKey());
        stopwatch = new Stopwatch(settings.measure(), counter, MonotonicClock.system());
        saturation = new Saturation(pool, settings.measure());
        onOneThread = onOneThread();
        onThePool = onThePool();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The names of all measurements, and roughly how long each takes relative to the others. */
    Map<String, Double> weights() {
        double usual = 2.5 * settings.measure().toMillis();
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put(WARM_UP, 2000.0);
        onOneThread.forEach(workload -> weights.put(workload.name(), usual / 2));
        onThePool.forEach(workload -> weights.put(workload.name(), usual));
        settings.cases().forEach(aCase -> weights.put(aCase.name(), usual + millisBeyond(aCase)));
        settings.calls().forEach(call -> weights.put(workload(call).name(), usual + millisBeyond(call)));
        return weights;
    }

    /** Rough duration of a call that divides encrypted values. */
    private static double millisBeyond(ContractCall call) {
        return call == ContractCalls.SWAP ? 20_000 : 0;
    }

    /** Rough duration of one computation that takes longer than its measurement is meant to. */
    private static double millisBeyond(OperationCase aCase) {
        double millisPerSquareBit = switch (aCase.operation()) {
            case DIV, REM -> 4;
            case MUL -> 1;
            default -> 0;
        };
        return aCase.isQuadratic()
                ? millisPerSquareBit * aCase.type().bits() * aCase.type().bits()
                : 0;
    }

    /** @param progress receives the name of each finished measurement */
    BenchReport run(Consumer<String> progress) throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        KernelWarmUp.run(keys.clientKey().parameters());
        progress.accept(WARM_UP);
        Map<Stopwatch.Series<?>, Optional<Throughput>> steps = steps(progress);
        List<BenchReport.Operation> operations = operations(List.copyOf(steps.keySet()), progress);
        return new BenchReport(
                Version.TEXT,
                start.toString(),
                Machine.here(),
                settings.threads(),
                pool.batchLimit(),
                settings.measure().toMillis() / 1000.0,
                new BenchReport.Keys(
                        millis(keys.generation()),
                        millis(keys.preparation()),
                        keys.serverKey().sizeInBytes()),
                steps.entrySet().stream()
                        .map(step -> new BenchReport.Step(
                                step.getKey().name(),
                                step.getKey().timing(),
                                step.getValue().orElse(null)))
                        .toList(),
                operations,
                contracts(progress));
    }

    /** The steps, each alone and on all threads; steps that use one thread have no saturated figure. */
    private Map<Stopwatch.Series<?>, Optional<Throughput>> steps(Consumer<String> progress) throws Exception {
        Map<Stopwatch.Series<?>, Optional<Throughput>> steps = new LinkedHashMap<>();
        for (Workload<?> workload : onOneThread) {
            steps.put(stopwatch.series(workload), Optional.empty());
            progress.accept(workload.name());
        }
        for (Workload<?> workload : onThePool) {
            Stopwatch.Series<?> alone = stopwatch.series(workload);
            steps.put(alone, Optional.of(saturated(workload, alone.timing())));
            progress.accept(workload.name());
        }
        return steps;
    }

    /** Measures the next of the steps again before each operation, so that their figures cover the whole run. */
    private List<BenchReport.Operation> operations(List<Stopwatch.Series<?>> steps, Consumer<String> progress)
            throws Exception {
        List<BenchReport.Operation> operations = new ArrayList<>();
        for (OperationCase aCase : settings.cases()) {
            steps.get(operations.size() % steps.size()).measure();
            operations.add(measure(aCase));
            progress.accept(aCase.name());
        }
        return operations;
    }

    private List<BenchReport.Contract> contracts(Consumer<String> progress) throws Exception {
        List<BenchReport.Contract> contracts = new ArrayList<>();
        for (ContractCall call : settings.calls()) {
            ContractWorkload workload = workload(call);
            Timing alone = stopwatch.time(workload);
            contracts.add(new BenchReport.Contract(
                    call.name(), call.computations().size(), alone, saturated(workload, alone)));
            progress.accept(workload.name());
        }
        return contracts;
    }

    private ContractWorkload workload(ContractCall call) {
        return ContractWorkload.of(call, evaluator, client);
    }

    private BenchReport.Operation measure(OperationCase aCase) throws Exception {
        OperationWorkload workload = new OperationWorkload(aCase, evaluator, client);
        Timing alone = stopwatch.time(workload);
        return new BenchReport.Operation(
                aCase.label(),
                FheNames.of(aCase.type()),
                aCase.type().bits(),
                alone,
                alone.bootstraps() == 0 ? null : saturated(workload, alone));
    }

    /**
     * An operation alone on many threads takes more bootstraps than one of many at once, which are therefore counted
     * separately.
     */
    private Throughput saturated(Workload<?> workload, Timing alone) throws Exception {
        busyClaim.claimToBeBusy(true);
        try {
            boolean samePlan = settings.threads() < RadixContext.MANY_THREADS;
            return saturation.measure(workload, samePlan ? alone : stopwatch.once(workload));
        } finally {
            busyClaim.claimToBeBusy(false);
        }
    }

    private List<Workload<?>> onOneThread() {
        Bootstrapper single = new Bootstrapper(1);
        Bootstrapper batched = new Bootstrapper(FhePool.USUAL_BATCH);
        return List.of(
                new BootstrapWorkload("keyswitch and bootstrap, alone", 1, client, counted(single)),
                new BootstrapWorkload(
                        "keyswitch and bootstrap, each of a batch of " + batched.batch(),
                        batched.batch(),
                        client,
                        counted(batched)));
    }

    private Consumer<List<BootstrapJob>> counted(Bootstrapper bootstrapper) {
        return jobs -> {
            counter.count(jobs);
            bootstrapper.run(keys.serverKey(), jobs);
        };
    }

    private List<Workload<?>> onThePool() {
        int batches = FhePool.USUAL_BATCH * settings.threads();
        return List.of(
                new BootstrapWorkload(
                        "keyswitch and bootstrap, alone on the pool",
                        1,
                        client,
                        jobs -> executor.run(keys.serverKey(), jobs)),
                new BootstrapWorkload(
                        "keyswitch and bootstrap, on all " + settings.threads() + " threads",
                        batches,
                        client,
                        jobs -> executor.run(keys.serverKey(), jobs)),
                StorageWorkloads.Compress.of(evaluator, client),
                StorageWorkloads.Decompress.of(evaluator, client),
                StorageWorkloads.Expand.of(evaluator, client, keys.publicKey(), 1),
                StorageWorkloads.Expand.of(evaluator, client, keys.publicKey(), 8),
                ContractWorkload.transferWithoutStorage(evaluator, client));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
