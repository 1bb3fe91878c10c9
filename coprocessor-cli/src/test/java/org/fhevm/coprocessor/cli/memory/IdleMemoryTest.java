package org.fhevm.coprocessor.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector that the launchers choose returns memory to the operating system. */
class IdleMemoryTest {
    private static final Path OPTIONS = ProjectFiles.ROOT.resolve("coprocessor-cli/src/main/launch/jvm.options");

    @TempDir
    private Path folder;

    @Test
    void anIdleProcessReturnsTheMemoryOfItsWork() throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + OPTIONS,
                        "-Xmx1g",
                        "--class-path",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Occupant.class.getName())
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> resident = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(resident).hasSize(3);
        long before = Long.parseLong(resident.get(0));
        long working = Long.parseLong(resident.get(1));
        long idle = Long.parseLong(resident.get(2));
        assertThat(working - before).as("kB of the work").isGreaterThan(Occupant.WORK_KILOBYTES);
        assertThat(idle).as("kB that are left of %d", working).isLessThan(Occupant.mostWhenIdle(before, working));
    }

    /** Fills the old generation, keeps a part, and then is idle. Prints its resident memory before, then, and after. */
    static final class Occupant {
        static final int KEPT_KILOBYTES = 64 * 1024;
        static final int WORK_KILOBYTES = 400 * 1024;

        private Occupant() {}

        public static void main(String[] args) throws IOException {
            long before = residentKilobytes();
            System.out.println(before);
            List<byte[]> kept = fill(KEPT_KILOBYTES);
            List<byte[]> work = fill(WORK_KILOBYTES);
            long working = residentKilobytes();
            System.out.println(working);
            work.clear();
            beIdle();
            // The collector returns memory in a thread of its own.
            await().atMost(Duration.ofSeconds(40)).until(() -> residentKilobytes() < mostWhenIdle(before, working));
            System.out.println(residentKilobytes());
            System.exit(kept.isEmpty() ? 1 : 0);
        }

        static long mostWhenIdle(long before, long working) {
            return before + KEPT_KILOBYTES + (working - before) / 3;
        }

        private static List<byte[]> fill(int kilobytes) {
            List<byte[]> arrays = new ArrayList<>();
            for (int i = 0; i < kilobytes / 16; i++) {
                arrays.add(new byte[16 * 1024]);
            }
            return arrays;
        }

        /** Lets a minute without work pass, on a clock of its own. */
        private static void beIdle() {
            Duration[] now = {Duration.ZERO};
            IdleHeap heap = IdleHeap.ofThisProcess(() -> now[0], () -> 0);
            while (now[0].compareTo(IdleHeap.IDLE_BEFORE) < 0) {
                now[0] = now[0].plus(IdleHeap.PERIOD);
                heap.look();
            }
        }

        private static long residentKilobytes() throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            }
        }
    }
}
