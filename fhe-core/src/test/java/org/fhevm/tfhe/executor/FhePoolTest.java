package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.integer.Addition;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.testing.KeySets;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FhePoolTest {
    private static final ToyKeys KEYS = ToyKeys.shared();

    @Test
    void manyOperationsUnderTwoKeysShareThePool() throws Exception {
        KeySets other = KeySets.toy();
        try (FhePool pool = new FhePool(2);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BigInteger>> sums = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                BigInteger x = BigInteger.valueOf(1000L * i);
                boolean first = i % 2 == 0;
                sums.add(callers.submit(() -> first
                        ? add(new RadixContext(KEYS.serverKey(), pool), KEYS.clientKey(), x)
                        : add(new RadixContext(other.serverKey(), pool), other.clientKey(), x)));
            }
            for (int i = 0; i < sums.size(); i++) {
                assertThat(sums.get(i).get()).isEqualTo(BigInteger.valueOf(1000L * i + 7));
            }
            assertThat(pool.bootstraps()).isEqualTo(40 * 16);
            assertThat(pool.batches()).isBetween(40L * 16 / FhePool.USUAL_BATCH, 40L * 16);
            assertThat(pool.busyNanos()).isPositive().isEqualTo(pool.bootstrapNanos());
        }
    }

    private static BigInteger add(RadixContext context, ClientKey key, BigInteger x) {
        Encryptor encryptor = new Encryptor(key, new SecureRandom());
        RadixCiphertext sum =
                Addition.add(context, encryptor.encrypt(x, 16), encryptor.encrypt(BigInteger.valueOf(7), 16));
        return new Decryptor(key).decrypt(sum);
    }

    @Test
    void computesOnItsOwnThreadsOnlyAndOnAllOfThem() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (FhePool pool = new FhePool(3);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch together = new CountDownLatch(3);
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                results.add(callers.submit(() -> pool.call(() -> {
                    names.add(Thread.currentThread().getName());
                    together.countDown();
                    together.await();
                    return true;
                })));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(names).containsExactlyInAnyOrder("fhe-0", "fhe-1", "fhe-2");
    }

    @Test
    void eachThreadDoesWhatItIsGivenBeforeItServes() throws Exception {
        Set<Thread> prepared = ConcurrentHashMap.newKeySet();
        try (FhePool pool = new FhePool(3, BatchSizes.USUAL, () -> prepared.add(Thread.currentThread()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(pool.call(() -> prepared.contains(Thread.currentThread())))
                        .isTrue();
            }
        }
    }

    @Test
    void threadsThatComputeAreNotIdle() throws Exception {
        try (FhePool pool = new FhePool(3);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(pool.idleThreads()).isEqualTo(3);
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Future<Boolean> running = callers.submit(() -> pool.call(() -> {
                started.countDown();
                release.await();
                return true;
            }));
            started.await();
            assertThat(pool.idleThreads()).isEqualTo(2);
            assertThat(add(new RadixContext(KEYS.serverKey(), pool), KEYS.clientKey(), BigInteger.TEN))
                    .isEqualTo(BigInteger.valueOf(17));
            assertThat(pool.idleThreads()).isEqualTo(2);
            release.countDown();
            assertThat(running.get()).isTrue();
            assertThat(pool.idleThreads()).isEqualTo(3);
        }
    }

    /**
     * There are more callers than a batch takes. Without waiting for returning callers, full and small batches would
     * alternate.
     */
    @Test
    void batchesAreFilledWithTheNextRoundsOfReturningCallers() throws Exception {
        int callers = FhePool.USUAL_BATCH + 4;
        int rounds = 100;
        int fullBatches = Math.ceilDiv(callers * rounds, FhePool.USUAL_BATCH);
        long batches = Long.MAX_VALUE;
        // A busy machine may delay callers for longer than the pool waits for them.
        for (int attempt = 0; batches > fullBatches * 1.08; attempt++) {
            assertThat(attempt).as("%d batches at last", batches).isLessThan(20);
            batches = batchesOfCallers(callers, rounds);
        }
    }

    private static long batchesOfCallers(int count, int rounds) throws Exception {
        try (FhePool pool = new FhePool(1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Encryptor encryptor = new Encryptor(KEYS.clientKey(), new SecureRandom());
            List<Future<?>> running = new ArrayList<>();
            for (int c = 0; c < count; c++) {
                BootstrapJob job = job(encryptor, c % 16);
                running.add(callers.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        pool.run(KEYS.serverKey(), List.of(job));
                    }
                }));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
            return pool.batches();
        }
    }

    private static BootstrapJob job(Encryptor encryptor, int value) {
        return new BootstrapJob(
                BootstrapJob.Source.BLOCK, encryptor.encryptBlock(value).words(), List.of(LookupTable.of(v -> v)));
    }

    @Test
    void aThreadTakesAFullBatchIfOthersAreBusy() throws Exception {
        try (FhePool pool = new FhePool(2);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Future<Boolean> busy = callers.submit(() -> pool.call(() -> {
                started.countDown();
                release.await();
                return true;
            }));
            started.await();
            Encryptor encryptor = new Encryptor(KEYS.clientKey(), new SecureRandom());
            pool.run(
                    KEYS.serverKey(),
                    IntStream.range(0, FhePool.USUAL_BATCH)
                            .mapToObj(i -> job(encryptor, i % 16))
                            .toList());
            release.countDown();
            assertThat(busy.get()).isTrue();
            assertThat(pool.batches()).isEqualTo(1);
        }
    }

    @Test
    void firstFullBatchesTakeTurnsWithTheirSizes() {
        try (FhePool pool = new FhePool(1, new BatchSizes(List.of(2, 4)), () -> {})) {
            BootstrapJob job = job(new Encryptor(KEYS.clientKey(), new SecureRandom()), 5);
            assertThat(pool.batchLimit()).isEqualTo(2);

            pool.run(KEYS.serverKey(), Collections.nCopies(BatchCalibration.TRIALS * (2 + 4), job));
            assertThat(pool.batches()).isEqualTo(2 * BatchCalibration.TRIALS);

            int chosen = pool.batchLimit();
            assertThat(chosen).isIn(2, 4);
            pool.run(KEYS.serverKey(), Collections.nCopies(8, job));
            assertThat(pool.batches()).isEqualTo(2 * BatchCalibration.TRIALS + 8 / chosen);
            assertThat(pool.batchLimit()).isEqualTo(chosen);
        }
    }

    @Test
    void aWideRoundDoesNotDelayASmallOne() throws Exception {
        assertOvertakes(KEYS.serverKey(), KEYS.clientKey());
    }

    @Test
    void aWideRoundDoesNotDelayARoundUnderAnotherKey() throws Exception {
        KeySets other = KeySets.toy();
        assertOvertakes(other.serverKey(), other.clientKey());
    }

    private static void assertOvertakes(ServerKey key, ClientKey clientKey) throws Exception {
        int wide = 400 * FhePool.USUAL_BATCH;
        BootstrapJob wideJob = job(new Encryptor(KEYS.clientKey(), new SecureRandom()), 5);
        BootstrapJob smallJob = job(new Encryptor(clientKey, new SecureRandom()), 6);
        try (FhePool pool = new FhePool(1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = callers.submit(() -> pool.run(KEYS.serverKey(), Collections.nCopies(wide, wideJob)));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> pool.batches() > 0);

            pool.run(key, List.of(smallJob));

            assertThat(pool.bootstraps()).isLessThan(wide / 2);
            first.get();
            assertThat(pool.bootstraps()).isEqualTo(wide + 1);
        }
    }

    /** The machine decides how many are shared: the leader does not wait for a helper that is late. */
    @Test
    void twoThreadsShareASingleBootstrap() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        try (FhePool pool = new FhePool(2)) {
            RadixContext context = new RadixContext(KEYS.serverKey(), pool);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (pool.shared() < 3) {
                assumeThat(System.nanoTime())
                        .as("the machine has two processors to spare for half a millisecond now and then")
                        .isLessThan(end);
                assertThat(add(context, KEYS.clientKey(), BigInteger.valueOf(65_535)))
                        .isEqualTo(BigInteger.valueOf(65_542));
            }
        }
    }

    @Test
    void unusedKeysDoNotStayInMemory() {
        try (FhePool pool = new FhePool(2)) {
            WeakReference<ServerKey> used = usedKey(pool);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return used.get() == null;
            });
        }
    }

    private static WeakReference<ServerKey> usedKey(FhePool pool) {
        ServerKey key = ServerKey.prepare(KEYS.material());
        assertThat(add(new RadixContext(key, pool), KEYS.clientKey(), BigInteger.TEN))
                .isEqualTo(BigInteger.valueOf(17));
        return new WeakReference<>(key);
    }

    @Test
    void aFailingJobFailsItsCallerAndNoOther() {
        try (FhePool pool = new FhePool(1)) {
            BootstrapJob tooShort =
                    new BootstrapJob(BootstrapJob.Source.BLOCK, new long[10], List.of(LookupTable.of(v -> v)));
            assertThatThrownBy(() -> pool.run(KEYS.serverKey(), List.of(tooShort)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pool.call(() -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no");
            assertThat(add(new RadixContext(KEYS.serverKey(), pool), KEYS.clientKey(), BigInteger.TEN))
                    .isEqualTo(BigInteger.valueOf(17));
        }
    }

    @Test
    void anInterruptedCallerStopsWaiting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (FhePool pool = new FhePool(1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> blocker = callers.submit(() -> pool.call(() -> {
                release.await();
                return true;
            }));
            Thread waiting = Thread.startVirtualThread(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> pool.call(() -> true)).isInstanceOf(CancellationException.class);
            });
            waiting.join();
            release.countDown();
            assertThat(blocker.get()).isTrue();
        }
    }

    @Test
    void closingFailsQueuedWorkAndRefusesNewWork() throws Exception {
        FhePool pool = new FhePool(1);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> running = callers.submit(() -> pool.call(() -> {
                started.countDown();
                release.await();
                return true;
            }));
            started.await();
            BootstrapJob job = job(new Encryptor(KEYS.clientKey(), new SecureRandom()), 1);
            FutureTask<Boolean> queued = new FutureTask<>(() -> pool.run(KEYS.serverKey(), List.of(job)), true);
            Thread caller = Thread.startVirtualThread(queued);
            await().until(() -> caller.getState() == Thread.State.WAITING);
            Future<?> closing = callers.submit(pool::close);
            assertThatThrownBy(queued::get).hasCauseInstanceOf(CancellationException.class);
            release.countDown();
            assertThat(running.get()).isTrue();
            closing.get();
        }
        assertThatThrownBy(() -> pool.call(() -> true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void needsAThread() {
        assertThatThrownBy(() -> new FhePool(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
