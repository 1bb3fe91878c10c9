package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.RealKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every row of the table of operations on every type and form of operands, at the parameters of fhevm 0.6, with sampled
 * values.
 *
 * <p>Computations of more than {@code -Dmatrix.bootstraps} bootstraps (default 500) are left out: a division of 256
 * bits takes minutes. Progress goes to the standard output, and the report to {@code target/conformance.md}; that of a
 * long run is {@code docs/conformance.md}.
 */
@Tag("real")
class RealParameterMatrixTest {
    private static final long LIMIT = Long.getLong("matrix.bootstraps", 500);
    private static final long FEW_ROUNDS_LIMIT = 5_000;
    private static final int AT_ONCE = 24;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR = 40;

    private static final RealKeys KEYS = RealKeys.shared();

    private final Encryptor encryptor = new Encryptor(KEYS.clientKey(), new SecureRandom());
    private final Decryptor decryptor = new Decryptor(KEYS.clientKey());
    private final AtomicLong costDone = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void everyRowAgreesWithUnencryptedIntegers() throws IOException, InterruptedException {
        List<MatrixCase> all = MatrixCase.sampled();
        ConformanceReport report = new ConformanceReport(all);
        all.stream().filter(next -> !isAffordable(next)).forEach(report::leftOut);
        // The longest first, so that none of them runs alone at the end.
        Queue<MatrixCase> waiting = new ConcurrentLinkedQueue<>(all.stream()
                .filter(RealParameterMatrixTest::isAffordable)
                .sorted(Comparator.comparingLong(MatrixCase::cost).reversed())
                .toList());
        long cost = waiting.stream().mapToLong(MatrixCase::cost).sum();
        try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            runAll(waiting, new Evaluators(pool), report, cost);
            Files.writeString(Path.of("target", "conformance.md"), report.markdown(pool.bootstraps(), LIMIT));
        }
        assertThat(failures).isEmpty();
        assertThat(costDone).as("what was done of the matrix").hasValue(cost);
    }

    /** The second strategy of an operation is worth a long run only for shorter operations. */
    private static boolean isAffordable(MatrixCase next) {
        return next.cost() <= (next.form().isInFewRounds() ? Math.min(LIMIT, FEW_ROUNDS_LIMIT) : LIMIT);
    }

    /** The evaluator of a computation, by its form. */
    private record Evaluators(FheEvaluator usual, FheEvaluator inFewRounds) {
        Evaluators(BootstrapExecutor executor) {
            this(
                    new ServerKeyEvaluator(KEYS.serverKey(), executor),
                    new ServerKeyEvaluator(KEYS.serverKey(), IdleThreads.many(executor)));
        }

        FheEvaluator of(MatrixCase next) {
            return next.form().isInFewRounds() ? inFewRounds : usual;
        }
    }

    private void runAll(Queue<MatrixCase> waiting, Evaluators evaluators, ConformanceReport report, long cost)
            throws InterruptedException {
        long start = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                callers.submit(() -> {
                    MatrixCase next;
                    while ((next = waiting.poll()) != null) {
                        report.finished(next, isAsExpected(next, evaluators.of(next)));
                        costDone.addAndGet(next.cost());
                    }
                });
            }
            callers.shutdown();
            while (!callers.awaitTermination(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                printProgress(cost, System.nanoTime() - start);
            }
            printProgress(cost, System.nanoTime() - start);
        }
    }

    private boolean isAsExpected(MatrixCase next, FheEvaluator evaluator) {
        try {
            BigInteger result = evaluated(next, evaluator);
            boolean right = next.expected().isPresent()
                    ? result.equals(next.expected().get())
                    : result.compareTo(next.largestResult()) <= 0 && result.equals(evaluated(next, evaluator));
            if (!right) {
                failures.add(next + " gave " + result);
            }
            return right;
        } catch (FheComputationException | RuntimeException e) {
            failures.add(next + " failed: " + e);
            return false;
        }
    }

    private BigInteger evaluated(MatrixCase next, FheEvaluator evaluator) throws FheComputationException {
        FheValue result = evaluator.evaluate(next.operation(), next.resultType(), encrypted(next));
        return decryptor.decrypt(result.ciphertext());
    }

    /** One at a time: an encryptor is for one thread. */
    private synchronized List<FheOperand> encrypted(MatrixCase next) {
        return next.operands(encryptor);
    }

    private void printProgress(long cost, long nanos) {
        double part = (double) costDone.get() / cost;
        int filled = (int) (BAR * part);
        System.out.printf(
                "matrix at the real parameters [%s%s] %3.0f %% after %d s, %d wrong%n",
                "=".repeat(filled), " ".repeat(BAR - filled), 100 * part, nanos / 1_000_000_000, failures.size());
    }
}
