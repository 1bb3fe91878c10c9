package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

class CountingExecutorTest {
    private static final ServerKey KEY = ToyKeys.shared().serverKey();
    private static final BootstrapJob JOB =
            new BootstrapJob(BootstrapJob.Source.BLOCK, new long[1], List.of(LookupTable.of(value -> value)));

    @Test
    void tellsHowManyBootstrapsTheComputationHasHad() {
        Recorder recorder = new Recorder();
        BootstrapCounter counter = new BootstrapCounter();
        CountingExecutor executor = new CountingExecutor(recorder, counter);

        executor.run(KEY, Collections.nCopies(32, JOB));
        executor.run(KEY, List.of(JOB));
        executor.run(KEY, List.of(JOB));

        assertThat(recorder.attained).containsExactly(0L, 32L, 33L);
        assertThat(counter.bootstraps()).isEqualTo(34);
    }

    private static final class Recorder implements BootstrapExecutor {
        private final List<Long> attained = new ArrayList<>();

        @Override
        public void run(ServerKey key, List<BootstrapJob> round) {
            throw new UnsupportedOperationException("the number of bootstraps is missing");
        }

        @Override
        public void run(ServerKey key, List<BootstrapJob> round, long had) {
            attained.add(had);
        }

        @Override
        public int idleThreads() {
            return 0;
        }

        @Override
        public <T> T call(Callable<T> computation) {
            throw new UnsupportedOperationException("no round");
        }
    }
}
