package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;
import org.junit.jupiter.api.Test;

class ExecutorProgressTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Duration now = Duration.ZERO;
    private final ExecutorProgress progress = new ExecutorProgress(new DirectExecutor(), () -> now);

    @Test
    void isNotStuckWhileNoThreadWaits() {
        now = now.plus(Duration.ofHours(1));

        assertThat(progress.stuckFor(MINUTE)).isEmpty();
    }

    @Test
    void isStuckWhenNothingThatIsWaitedForMoves() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        now = now.plus(Duration.ofHours(1));
        Thread waiting = Thread.ofVirtual()
                .start(() -> progress.call(() -> {
                    started.countDown();
                    end.await();
                    return 1;
                }));
        started.await();
        assertThat(progress.stuckFor(MINUTE)).as("it has only begun").isEmpty();

        now = now.plus(Duration.ofSeconds(61));

        assertThat(progress.stuckFor(MINUTE)).contains("1 computations wait and none has moved for 61 s");
        progress.call(() -> 2);
        assertThat(progress.stuckFor(MINUTE)).as("another has moved").isEmpty();
        end.countDown();
        waiting.join();
    }

    @Test
    void doesNotCountThreadsWhoseWorkFailed() {
        assertThatThrownBy(() -> progress.call(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        now = now.plus(Duration.ofHours(1));

        assertThat(progress.stuckFor(MINUTE)).isEmpty();
    }

    private static final class DirectExecutor implements BootstrapExecutor {
        @Override
        public void run(ServerKey key, List<BootstrapJob> round) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int idleThreads() {
            return 1;
        }

        @Override
        public <T> T call(Callable<T> computation) {
            try {
                return computation.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
