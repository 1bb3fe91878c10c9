package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

class ValueCacheTest {
    private static final TenantHandle NAME = name(1);
    private static final FheValue VALUE = new ClearEvaluator().trivialEncrypt(FheType.UINT8, new byte[] {7});

    private final ValueCache cache = new ValueCache(1 << 20, new SimpleMeterRegistry());
    private final AtomicInteger made = new AtomicInteger();

    private static TenantHandle name(int number) {
        return new TenantHandle(new TenantId(1), Handle.of(new byte[] {(byte) number}));
    }

    @Test
    void makesAValueOnceForAllWhoAskAtTheSameTime() throws Exception {
        ValueCache none = new ValueCache(0, new SimpleMeterRegistry());
        for (ValueCache any : List.of(cache, none)) {
            made.set(0);
            for (FutureTask<FheValue> future : askEightTimes(any, new CountDownLatch(1), () -> VALUE)) {
                assertThat(future.get()).isSameAs(VALUE);
            }
            assertThat(made.get()).isEqualTo(1);
        }
        assertThat(cache.get(NAME)).contains(VALUE);
        assertThat(none.get(NAME)).isEmpty();
    }

    @Test
    void failsForAllWhoAskAndThenTriesAgain() throws Exception {
        List<FutureTask<FheValue>> asked = askEightTimes(cache, new CountDownLatch(1), () -> {
            throw new UncomputableException("input 0x01 cannot be read");
        });
        for (FutureTask<FheValue> future : asked) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(future::get)
                    .havingCause()
                    .isInstanceOf(UncomputableException.class)
                    .withMessage("input 0x01 cannot be read");
        }
        assertThat(made.get()).isEqualTo(1);
        assertThat(cache.get(NAME, () -> VALUE)).isSameAs(VALUE);
    }

    /** Holds the first caller's computation until the other callers wait for it. */
    private List<FutureTask<FheValue>> askEightTimes(
            ValueCache asked, CountDownLatch release, Callable<FheValue> source) {
        List<FutureTask<FheValue>> asking = Stream.generate(() -> new FutureTask<>(() -> asked.get(NAME, () -> {
                    made.incrementAndGet();
                    return make(release, source);
                })))
                .limit(8)
                .toList();
        List<Thread> threads = asking.stream().map(Thread::startVirtualThread).toList();
        await().until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        release.countDown();
        return asking;
    }

    private static FheValue make(CountDownLatch release, Callable<FheValue> source) throws UncomputableException {
        try {
            release.await();
            return source.call();
        } catch (UncomputableException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
