package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/**
 * The computations of a confidential transfer on 64 bits as a worker runs them, the two last ones in parallel, without
 * database and storage.
 */
final class TransferWorkload implements Workload<List<FheValue>> {
    private static final FheType TYPE = FheType.UINT64;
    private static final BigInteger SENDER = BigInteger.valueOf(100);
    private static final BigInteger AMOUNT = BigInteger.valueOf(10);
    private static final BigInteger RECEIVER = BigInteger.valueOf(20);

    private final FheEvaluator evaluator;
    private final ClientSide client;
    private final FheValue sender;
    private final FheValue amount;
    private final FheValue receiver;
    private final FheValue zero;

    TransferWorkload(FheEvaluator evaluator, ClientSide client) {
        this.evaluator = evaluator;
        this.client = client;
        sender = client.encrypt(TYPE, SENDER);
        amount = client.encrypt(TYPE, AMOUNT);
        receiver = client.encrypt(TYPE, RECEIVER);
        zero = client.encrypt(TYPE, BigInteger.ZERO);
    }

    @Override
    public String name() {
        return "confidential transfer: le, if_then_else, sub, add";
    }

    @Override
    public List<FheValue> run() throws FheComputationException, InterruptedException {
        FheValue covered = evaluate(FheOperation.LE, FheType.BOOL, amount, sender);
        FheValue moved = evaluate(FheOperation.IF_THEN_ELSE, TYPE, covered, amount, zero);
        CompletableFuture<FheValue> credited = new CompletableFuture<>();
        Thread other = Thread.ofVirtual().start(() -> complete(credited, moved));
        try {
            FheValue debited = evaluate(FheOperation.SUB, TYPE, sender, moved);
            other.join();
            return List.of(debited, credited.join());
        } catch (InterruptedException | CancellationException e) {
            other.interrupt();
            throw new CancellationException("the transfer was given up");
        }
    }

    private void complete(CompletableFuture<FheValue> credited, FheValue moved) {
        try {
            credited.complete(evaluate(FheOperation.ADD, TYPE, receiver, moved));
        } catch (FheComputationException | RuntimeException e) {
            credited.completeExceptionally(e);
        }
    }

    private FheValue evaluate(FheOperation operation, FheType result, FheValue... operands)
            throws FheComputationException {
        List<FheOperand> encrypted = Arrays.stream(operands)
                .<FheOperand>map(FheOperand.Encrypted::new)
                .toList();
        return evaluator.evaluate(operation, result, encrypted);
    }

    @Override
    public void check(List<FheValue> result) {
        List<BigInteger> balances = result.stream().map(client::decrypt).toList();
        List<BigInteger> right = List.of(SENDER.subtract(AMOUNT), RECEIVER.add(AMOUNT));
        Workload.require(balances.equals(right), name(), right, balances);
    }
}
