package org.fhevm.coprocessor.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProofThreadsTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void giveWayToAllOthers() throws Exception {
        int before = niceValue();
        try (ProofThreads threads = new ProofThreads(3)) {
            assertThat(threads.giveWay()).isTrue();
            assertThat(threads.count()).isEqualTo(3);
            CyclicBarrier together = new CyclicBarrier(3);
            Callable<Integer> task = () -> {
                together.await();
                return niceValue();
            };
            Set<Integer> values = new HashSet<>();
            for (Future<Integer> value : threads.executor().invokeAll(List.of(task, task, task))) {
                values.add(value.get());
            }
            assertThat(values).containsExactly(Math.max(before, 14));
        }
        assertThat(niceValue()).isEqualTo(before);
    }

    /** The niceness of the calling thread: the seventeenth number behind its name. */
    private static int niceValue() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    @Test
    void aCheckThatRunsOnOneOfThemIsHelpedByTheOthers() {
        try (ProofThreads threads = new ProofThreads(4)) {
            assertThat(threads.workers().helpers()).isEqualTo(threads.count() - 1);
        }
    }
}
