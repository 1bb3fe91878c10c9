package org.fhevm.coprocessor.benchmarks.attacks;

import static org.fhevm.coprocessor.benchmarks.attacks.Attack.Victim.WORKER;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fhevm.tfhe.operation.FheType;

/** Computations that make the queue spin, or fill it. */
final class QueueAttacks {
    private static final Duration WATCH = Duration.ofSeconds(4);
    /** Transactions per second that an idle server and worker may make in addition to those with an empty queue. */
    private static final double FURTHER_TRANSACTIONS = 20;

    static final List<Attack> ALL = List.of(
            new Attack(
                    "queue-cycle",
                    "with A and B stored, A = B + 1 and then B = A + 1, by tenant A; watched for 4 s while nothing"
                            + " else is done",
                    WORKER,
                    QueueAttacks::cycle,
                    target -> {},
                    Target::hold,
                    Target::removeRows),
            new Attack(
                    "queue-cycles",
                    "the same with 700 pairs in two calls",
                    WORKER,
                    QueueAttacks::cycles,
                    target -> {},
                    Target::hold,
                    Target::removeRows),
            Attack.byRows(
                    "queue-ready-rows",
                    "--pending-rows (1,000,000) of tenant A that can be computed",
                    WORKER,
                    target -> fill(target, "?::bytea")),
            Attack.byRows(
                    "queue-blocked-rows",
                    "--pending-rows of tenant A whose input is not there, each another one",
                    WORKER,
                    target -> fill(target, "sha256(?::bytea || n::text::bytea)")),
            Attack.byRows("queue-chain", "a chain of 100,000 computations of tenant A", WORKER, QueueAttacks::chain),
            Attack.onWorker(
                            "queue-heavy",
                            "2 clients of tenant A that submit 100 divisions of 256 bits, 2 calls a second",
                            QueueAttacks::heavy)
                    .cleanedUpBy(Target::removeRows),
            Attack.onWorker(
                            "queue-failing",
                            "4 clients of tenant A that submit 100 computations that cannot be made and 100 that need"
                                    + " them, 8 calls a second",
                            QueueAttacks::failing)
                    .cleanedUpBy(Target::removeRows),
            Attack.onWorker(
                            "queue-empty-requests",
                            "requests of tenant A without computations, each of which may announce work, 500 a second",
                            target -> {
                                Caller caller = target.attacker(0);
                                target.repeat(
                                        4, 500, () -> target.call(caller, Caller.Method.ASYNC_COMPUTE, new byte[0]));
                            })
                    .cleanedUpBy(Target::removeRows));

    private QueueAttacks() {}

    private static void cycle(Target target) throws Exception {
        byte[] a = Messages.newHandle(FheType.UINT8);
        byte[] b = Messages.newHandle(FheType.UINT8);
        double idle = target.transactionsPerSecond(WATCH);
        Caller caller = target.attacker(0);
        target.call(caller, Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(List.of(a, b), FheType.UINT8));
        target.call(caller, Caller.Method.ASYNC_COMPUTE, Messages.compute(Stream.of(Messages.successor(a, b))));
        target.call(caller, Caller.Method.ASYNC_COMPUTE, Messages.compute(Stream.of(Messages.successor(b, a))));
        judge(target, idle);
    }

    private static void cycles(Target target) throws Exception {
        List<byte[]> a = Messages.newHandles(FheType.UINT8, 700);
        List<byte[]> b = Messages.newHandles(FheType.UINT8, 700);
        double idle = target.transactionsPerSecond(WATCH);
        Caller caller = target.attacker(0);
        target.call(caller, Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(a, FheType.UINT8));
        target.call(caller, Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(b, FheType.UINT8));
        target.call(caller, Caller.Method.ASYNC_COMPUTE, Messages.compute(pairs(a, b)));
        target.call(caller, Caller.Method.ASYNC_COMPUTE, Messages.compute(pairs(b, a)));
        target.pause(3_000);
        judge(target, idle);
    }

    private static Stream<AsyncComputation> pairs(List<byte[]> outputs, List<byte[]> inputs) {
        return java.util.stream.IntStream.range(0, outputs.size())
                .mapToObj(i -> Messages.successor(outputs.get(i), inputs.get(i)));
    }

    private static void judge(Target target, double idle) throws Exception {
        double spinning = target.transactionsPerSecond(WATCH);
        target.outcomes()
                .reason(String.format(
                        Locale.ROOT, "transactions per second: %.0f idle, %.0f with the cycle", idle, spinning));
        if (spinning > idle + FURTHER_TRANSACTIONS) {
            target.complain(String.format(Locale.ROOT, "%.0f transactions per second, idle %.0f", spinning, idle));
        }
    }

    private static byte[] storeOperand(Target target, FheType type) {
        byte[] operand = Messages.newHandle(type);
        target.call(target.attacker(0), Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(List.of(operand), type));
        return operand;
    }

    /** @param input SQL of the left operand, with one parameter */
    private static void fill(Target target, String input) throws Exception {
        byte[] operand = storeOperand(target, FheType.UINT8);
        target.execute(
                "insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation,"
                        + " is_scalar)"
                        + " select ?, sha256(?::bytea || 'output' || n::text::bytea), 2, array[" + input
                        + ", '\\x01'::bytea], 0, true from generate_series(1, ?) n",
                target.attacker().id(),
                operand,
                operand,
                target.settings().pendingRows());
    }

    private static void chain(Target target) throws Exception {
        byte[] operand = storeOperand(target, FheType.UINT8);
        target.execute(
                "insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation,"
                        + " is_scalar)"
                        + " select ?, sha256(?::bytea || n::text::bytea), 2,"
                        + " array[case n when 1 then ?::bytea else sha256(?::bytea || (n - 1)::text::bytea) end,"
                        + " '\\x01'::bytea],"
                        + " 0, true from generate_series(1, 100000) n",
                target.attacker().id(),
                operand,
                operand,
                operand);
    }

    private static void heavy(Target target) throws InterruptedException {
        byte[] operand = storeOperand(target, FheType.UINT256);
        target.repeat(
                2,
                2,
                () -> target.call(
                        target.attacker(0),
                        Caller.Method.ASYNC_COMPUTE,
                        Messages.compute(Messages.newHandles(FheType.UINT256, 100).stream()
                                .map(output -> of(FheOperation.FHE_DIV, output, operand, new byte[] {3})))));
    }

    private static void failing(Target target) throws InterruptedException {
        byte[] operand = storeOperand(target, FheType.UINT8);
        target.repeat(4, 8, () -> {
            List<byte[]> outputs = Messages.newHandles(FheType.UINT8, 100);
            // The scalar is 0 in the type of the operand, which the server cannot see.
            Stream<AsyncComputation> failing =
                    outputs.stream().map(output -> of(FheOperation.FHE_DIV, output, operand, new byte[] {1, 0}));
            Stream<AsyncComputation> dependent =
                    outputs.stream().map(output -> Messages.successor(Messages.newHandle(FheType.UINT8), output));
            target.call(
                    target.attacker(0),
                    Caller.Method.ASYNC_COMPUTE,
                    Messages.compute(Stream.concat(failing, dependent)));
        });
    }

    private static AsyncComputation of(FheOperation operation, byte[] output, byte[] left, byte[] scalar) {
        return AsyncComputation.newBuilder()
                .setOperation(operation)
                .setOutputHandle(ByteString.copyFrom(output))
                .addInputs(AsyncComputationInput.newBuilder().setInputHandle(ByteString.copyFrom(left)))
                .addInputs(AsyncComputationInput.newBuilder().setScalar(ByteString.copyFrom(scalar)))
                .build();
    }
}
