package org.fhevm.coprocessor.common.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class ThreadPriorityTest {

    @ParameterizedTest
    @CsvSource({"FHE, 4", "PROOFS, 14"})
    void lowersTheCallingThreadAndNoOther(ThreadPriority priority, int niceValue) throws Exception {
        int before = niceValue();

        assertThat(ThreadPriority.isSupported()).isTrue();
        assertThat(onThreadOfItsOwn(() -> {
                    priority.takeForThisThread();
                    return niceValue();
                }))
                .isEqualTo(Math.max(before, niceValue));
        assertThat(niceValue()).isEqualTo(before);
    }

    private static int onThreadOfItsOwn(Callable<Integer> task) throws Exception {
        FutureTask<Integer> future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().start(future);
        return future.get();
    }

    /** The niceness of the calling thread: the seventeenth number after its name. */
    private static int niceValue() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
