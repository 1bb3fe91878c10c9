package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.fhevm.coprocessor.cli.contract.CallRun;
import org.fhevm.coprocessor.cli.contract.ContractCall;
import org.fhevm.coprocessor.cli.contract.ContractCalls;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheValue;

/** A call of a contract, on values in memory; its example is checked. */
final class ContractWorkload implements Workload<CallRun.Results> {
    private final String name;
    private final ContractCall call;
    private final FheEvaluator evaluator;
    private final Consumer<FheValue> storage;
    private final ClientSide client;
    private final Map<String, FheValue> inputs = new HashMap<>();

    private ContractWorkload(
            String name, ContractCall call, FheEvaluator evaluator, Consumer<FheValue> storage, ClientSide client) {
        this.name = name;
        this.call = call;
        this.evaluator = evaluator;
        this.storage = storage;
        this.client = client;
        call.inputs().forEach(input -> inputs.put(input.name(), client.encrypt(input.type(), call.example(input))));
    }

    /** A call with the compression of every result. */
    static ContractWorkload of(ContractCall call, FheEvaluator evaluator, ClientSide client) {
        return new ContractWorkload("contract: " + call.name(), call, evaluator, evaluator::compress, client);
    }

    /** The computations of a confidential transfer alone. */
    static ContractWorkload transferWithoutStorage(FheEvaluator evaluator, ClientSide client) {
        return new ContractWorkload(
                "confidential transfer: le, if_then_else, sub, add",
                ContractCalls.TRANSFER,
                evaluator,
                value -> {},
                client);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CallRun.Results run() throws ExecutionException {
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return new CallRun(call, evaluator, storage, tasks).run(inputs);
            } catch (InterruptedException e) {
                tasks.shutdownNow();
                throw new CancellationException("the call was given up");
            }
        }
    }

    @Override
    public long rounds(CallRun.Results results, long counted) {
        return results.rounds();
    }

    @Override
    public void check(CallRun.Results results) {
        Map<String, BigInteger> kept = new HashMap<>();
        results.values().forEach((result, value) -> {
            if (call.outcome().containsKey(result)) {
                kept.put(result, client.decrypt(value));
            }
        });
        Workload.require(kept.equals(call.outcome()), name(), call.outcome(), kept);
    }
}
