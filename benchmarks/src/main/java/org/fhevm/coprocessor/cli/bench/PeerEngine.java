package org.fhevm.coprocessor.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.benchmarks.peers.MeasuringProgram;
import org.fhevm.coprocessor.benchmarks.peers.MeasuringProgram.Measured;
import org.fhevm.coprocessor.benchmarks.peers.Subject;
import org.fhevm.coprocessor.cli.terminal.LogSetup;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.KernelWarmUp;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;

/** The engine as a participant of the comparison with its peers. The only argument is the number of FHE threads. */
public final class PeerEngine {
    /** Confidential transfers at once: enough for full batches on two threads. */
    private static final int IN_FLIGHT = 16;

    private final BenchKeys keys;
    private final ClientSide client;
    private final FhePool pool;
    private final FheEvaluator evaluator;
    private final MonotonicClock clock = MonotonicClock.system();

    private PeerEngine(BenchKeys keys, FhePool pool) {
        this.keys = keys;
        this.pool = pool;
        client = new ClientSide(keys.clientKey());
        evaluator = new ServerKeyEvaluator(keys.serverKey(), pool);
    }

    /** Ends with 1 after a wrong result. */
    public static void main(String... arguments) throws IOException {
        LogSetup.forCommands();
        int threads = Integer.parseInt(arguments[0]);
        boolean right;
        try (FhePool pool = new FhePool(threads)) {
            right = serve(
                    BenchKeys.generate(new PrintWriter(Writer.nullWriter())),
                    pool,
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    new PrintWriter(System.out, false, StandardCharsets.UTF_8));
        }
        System.exit(right ? 0 : 1);
    }

    static boolean serve(BenchKeys keys, FhePool pool, BufferedReader in, PrintWriter out) throws IOException {
        KernelWarmUp.run(keys.clientKey().parameters());
        Machine machine = Machine.here();
        String description = machine.java() + ", kernels of " + machine.kernels() + ", FHE threads: "
                + pool.threadCount() + ", " + IN_FLIGHT + " transfers in flight";
        return new MeasuringProgram(new PeerEngine(keys, pool).subjects()).serve(description, in, out);
    }

    private Map<String, Measured> subjects() {
        Map<Subject, Measured> subjects = new EnumMap<>(Subject.class);
        Workload<?> transfer = ContractWorkload.transferWithoutStorage(evaluator, client);
        Bootstrapper single = new Bootstrapper(1);
        for (Subject subject : Subject.values()) {
            subjects.put(
                    subject,
                    switch (subject) {
                        case BOOTSTRAP -> bootstraps(1, jobs -> single.run(keys.serverKey(), jobs));
                        case BOOTSTRAPS ->
                            bootstraps(
                                    FhePool.USUAL_BATCH * pool.threadCount(), jobs -> pool.run(keys.serverKey(), jobs));
                        case ADD -> operation(FheOperation.ADD);
                        case SELECT -> operation(FheOperation.IF_THEN_ELSE);
                        case LE -> operation(FheOperation.LE);
                        case EQ -> operation(FheOperation.EQ);
                        case MIN -> operation(FheOperation.MIN);
                        case SHL -> operation(FheOperation.SHL);
                        case COMPRESS -> measured(StorageWorkloads.Compress.of(evaluator, client));
                        case DECOMPRESS -> measured(StorageWorkloads.Decompress.of(evaluator, client));
                        case EXPAND -> measured(StorageWorkloads.Expand.of(evaluator, client, keys.publicKey(), 1));
                        case TRANSFER -> measured(transfer);
                        case TRANSFERS -> new Measured(IN_FLIGHT, () -> together(transfer));
                    });
        }
        return subjects.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().id(), Map.Entry::getValue));
    }

    private Measured bootstraps(int count, Consumer<List<BootstrapJob>> runner) {
        return measured(new BootstrapWorkload("keyswitch and bootstrap", count, client, runner));
    }

    private Measured operation(FheOperation operation) {
        return measured(new OperationWorkload(new OperationCase(operation, FheType.UINT64, false), evaluator, client));
    }

    private <T> Measured measured(Workload<T> workload) {
        return new Measured(workload.parts(), () -> {
            Duration start = clock.now();
            T result = workload.run();
            Duration time = clock.now().minus(start);
            workload.check(result);
            return time;
        });
    }

    /** The time from the start of the first to the end of the last. */
    private <T> Duration together(Workload<T> workload) throws Exception {
        Callable<T> run = workload::run;
        List<T> results = new ArrayList<>();
        Duration start = clock.now();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                running.add(callers.submit(run));
            }
            for (Future<T> future : running) {
                results.add(future.get());
            }
        }
        Duration time = clock.now().minus(start);
        results.forEach(workload::check);
        return time;
    }
}
