package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;
import static org.fhevm.coprocessor.worker.QueueFixture.encrypt;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.Test;

/** The memory of a worker. */
@EmbeddedDatabase
class WorkerMemoryTest extends WorkerScenario {
    WorkerMemoryTest(Database shared) {
        super(shared);
    }

    /** Of a long line of values, each computed from the one before, only the last is still needed. */
    @Test
    void forgetsWhatAValueWasComputedFrom() {
        int length = 300;
        CountDownLatch last = new CountDownLatch(1);
        List<WeakReference<FheValue>> results = Collections.synchronizedList(new ArrayList<>());
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                FheValue result = super.evaluate(operation, type, operands);
                results.add(new WeakReference<>(result));
                if (results.size() == length) {
                    awaitUninterrupted(last);
                }
                return result;
            }
        };
        List<TypedComputation> chain = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(TypedComputation[]::new));

        start(config.withOperandCacheBytes(0));
        await().atMost(Duration.ofSeconds(20)).until(() -> results.size() == length && queue.pending() == 1);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(results.stream().filter(result -> result.get() != null)).hasSizeLessThan(20);
        });
        last.countDown();
        awaitAllDone();
    }

    /** Trivial encryption takes no time: it is compression that the values wait for. */
    @Test
    void holdsNoMoreValuesThanItHasMemoryFor() {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                return super.evaluate(operation, type, operands);
            }

            @Override
            public byte[] compress(FheValue value) {
                awaitUninterrupted(open);
                held.decrementAndGet();
                return super.compress(value);
            }
        };
        for (int i = 0; i < 100; i++) {
            queue.submit(one, encrypt("e" + i, FheType.BYTES256, i));
        }

        start(config.withMemoryInFlight(100 << 20));

        await().until(() -> held.get() == 7);
        await().during(Duration.ofMillis(300)).until(() -> held.get() == 7);
        assertThat(workers.scrape()).contains("coprocessor_worker_computations_in_hand_bytes 1.17497856E8");
        open.countDown();
        awaitAllDone();
        assertThat(most).hasValue(7);
        await().until(() -> workers.scrape().contains("coprocessor_worker_computations_in_hand_bytes 0.0"));
    }

    @Test
    void computesInTheEndWhatTakesMoreThanItsMemory() {
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "b"), add("e", "a", "a"));

        start(config.withMemoryInFlight(1));

        awaitAllDone();
        assertThat(queue.value(one, "d")).contains(25L);
    }

    /**
     * The part of the memory that is reserved for other tenants is always free, but none of these computations fits
     * into it.
     */
    @Test
    void claimsWhatDoesNotFitBesideAnotherTenantAsSoonAsThatEnds() {
        for (int i = 0; i < 5; i++) {
            queue.submit(one, add("s" + i, "a", "a"));
            queue.submit(two, add("q" + i, "a", "a"));
        }

        start(config.withPollingInterval(NEVER).withMemoryInFlight(1_000_000));

        awaitAllDone();
        assertThat(queue.value(two, "q4")).contains(2000L);
    }

    @Test
    void forgetsWhatIsStoredThoughTheRestOfItsClaimIsNot() {
        CountDownLatch last = new CountDownLatch(1);
        List<WeakReference<FheValue>> values = Collections.synchronizedList(new ArrayList<>());
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                if (operation == FheOperation.SUB) {
                    awaitUninterrupted(last);
                    return super.evaluate(operation, type, operands);
                }
                FheValue result = super.evaluate(operation, type, operands);
                values.add(new WeakReference<>(result));
                return result;
            }

            @Override
            public FheValue decompress(byte[] stored, FheType type) throws MalformedInputException {
                FheValue value = super.decompress(stored, type);
                values.add(new WeakReference<>(value));
                return value;
            }
        };
        List<TypedComputation> claim = new ArrayList<>();
        claim.add(binary(FheOperation.SUB, FheType.UINT64, "slow", "a", "a"));
        for (int i = 0; i < 50; i++) {
            queue.store(one, "input" + i, FheType.UINT64, i);
            claim.add(addScalar("c" + i, "input" + i, 1));
        }
        queue.submit(one, claim.toArray(TypedComputation[]::new));

        start(config.withBatchSize(100).withOperandCacheBytes(0));

        await().until(() -> queue.pending() == 1);
        assertThat(values).as("inputs and results").hasSizeBetween(100, 101);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(values.stream().filter(value -> value.get() != null)).hasSizeLessThan(10);
        });
        last.countDown();
        awaitAllDone();
    }
}
