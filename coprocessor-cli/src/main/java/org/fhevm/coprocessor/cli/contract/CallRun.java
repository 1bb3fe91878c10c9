package org.fhevm.coprocessor.cli.contract;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.fhevm.coprocessor.cli.contract.ContractCall.Argument;
import org.fhevm.coprocessor.cli.contract.ContractCall.Step;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/**
 * Runs a call as a worker does, without database: each computation is a task that begins when its operands have values,
 * and stores its result after its consumers have it.
 */
public final class CallRun {
    private final ContractCall call;
    private final FheEvaluator evaluator;
    private final Consumer<FheValue> storage;
    private final ExecutorService tasks;

    /**
     * @param storage takes each result; {@code evaluator::compress} does what a worker does
     * @param tasks runs the computations, started in dependency order: one thread is enough
     */
    public CallRun(ContractCall call, FheEvaluator evaluator, Consumer<FheValue> storage, ExecutorService tasks) {
        this.call = call;
        this.evaluator = evaluator;
        this.storage = storage;
        this.tasks = tasks;
    }

    /**
     * Runs the call.
     *
     * @param inputs the values of the inputs by their names
     * @throws ExecutionException if a computation fails; others may still be running
     * @throws InterruptedException if interrupted; computations may still be running
     */
    public Results run(Map<String, FheValue> inputs) throws ExecutionException, InterruptedException {
        Map<String, CompletableFuture<FheValue>> values = new HashMap<>();
        inputs.forEach((name, value) -> values.put(name, CompletableFuture.completedFuture(value)));
        call.computations().forEach(computation -> values.put(computation.result(), new CompletableFuture<>()));
        Map<Step, BootstrapCounter> counters = new LinkedHashMap<>();
        List<Future<?>> running = new ArrayList<>();
        for (Step computation : call.computations()) {
            BootstrapCounter counter = new BootstrapCounter();
            counters.put(computation, counter);
            running.add(tasks.submit(() -> {
                storage.accept(compute(computation, values, counter));
                return null;
            }));
        }
        for (Future<?> task : running) {
            task.get();
        }
        Map<String, FheValue> results = new HashMap<>();
        for (Step computation : call.computations()) {
            results.put(computation.result(), of(computation.result(), values).get());
        }
        return new Results(Map.copyOf(results), counters);
    }

    private FheValue compute(
            Step computation, Map<String, CompletableFuture<FheValue>> values, BootstrapCounter counter)
            throws Exception {
        CompletableFuture<FheValue> result = of(computation.result(), values);
        try {
            List<FheOperand> operands = new ArrayList<>();
            for (Argument operand : computation.operands()) {
                operands.add(bound(operand, values));
            }
            FheValue value =
                    evaluator.withCounter(counter).evaluate(computation.operation(), computation.type(), operands);
            result.complete(value);
            return value;
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
            throw e;
        }
    }

    private static FheOperand bound(Argument operand, Map<String, CompletableFuture<FheValue>> values)
            throws ExecutionException, InterruptedException {
        return switch (operand) {
            case Argument.Named(String name, FheType type) ->
                new FheOperand.Encrypted(of(name, values).get());
            case Argument.Clear(BigInteger value) -> new FheOperand.Scalar(value.toByteArray());
            case Argument.TypeCode(FheType type) -> new FheOperand.Scalar(new byte[] {(byte) type.code()});
        };
    }

    private static CompletableFuture<FheValue> of(String name, Map<String, CompletableFuture<FheValue>> values) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /**
     * The results of a run and what they cost.
     *
     * @param values by name
     * @param counters of each computation, in dependency order
     */
    public record Results(Map<String, FheValue> values, Map<Step, BootstrapCounter> counters) {
        /** Bootstraps of all computations. */
        public long bootstraps() {
            return counters.values().stream()
                    .mapToLong(BootstrapCounter::bootstraps)
                    .sum();
        }

        /** The critical path: bootstraps one after the other on unlimited threads. */
        public long rounds() {
            Map<String, Long> ends = new HashMap<>();
            counters.forEach((computation, counter) -> {
                long start = 0;
                for (Argument operand : computation.operands()) {
                    if (operand instanceof Argument.Named(String name, FheType type)) {
                        start = Math.max(start, ends.getOrDefault(name, 0L));
                    }
                }
                ends.put(computation.result(), start + counter.rounds());
            });
            return ends.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }
}
