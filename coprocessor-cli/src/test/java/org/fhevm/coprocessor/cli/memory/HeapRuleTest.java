package org.fhevm.coprocessor.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.ProjectFiles;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HeapRuleTest {
    private static final long GIBI = 1024;

    /** The host of the report: server, two workers, PostgreSQL and geth have to fit. */
    @ParameterizedTest
    @ValueSource(longs = {4 * GIBI, 8 * GIBI, 16 * GIBI, 24 * GIBI, 64 * GIBI, 256 * GIBI})
    void aServerAndTwoWorkersLeaveAFifthOfASharedMachine(long megabytes) {
        long taken = total(server(), shared(megabytes)) + 2 * total(worker(), shared(megabytes));
        assertThat(taken).isLessThanOrEqualTo(megabytes * 4 / 5);
    }

    @Test
    void aServerAndAWorkerFitASmallMachine() {
        long taken = total(server(), shared(2 * GIBI)) + total(worker(), shared(2 * GIBI));
        assertThat(taken).isLessThanOrEqualTo(2 * GIBI);
        assertThat(heap(server(), shared(2 * GIBI))).as("one tenant's keys").isEqualTo(512);
    }

    @Test
    void aDaemonHasAQuarterOfASharedMachineWithWhatLiesOutsideOfItsHeap() {
        assertThat(heap(server(), shared(24 * GIBI))).isEqualTo(6 * GIBI - 300 - 256);
        assertThat(heap(worker(), shared(24 * GIBI))).isEqualTo(6 * GIBI - 300);
        assertThat(heap(demand(Role.ANY, "--run-server", "--run-bg-worker"), shared(24 * GIBI)))
                .as("both in one process")
                .isEqualTo(12 * GIBI - 300 - 256);
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 1536, 4 * GIBI, 8 * GIBI})
    void aLimitOfItsOwnBelongsToTheDaemon(long megabytes) {
        assertThat(heap(worker(), own(megabytes))).isEqualTo(megabytes * 55 / 100);
        assertThat(heap(server(), own(megabytes))).isEqualTo(megabytes * 55 / 100);
    }

    /** The JVM has taken the same share of the limit already, and rounded it. */
    @ParameterizedTest
    @ValueSource(longs = {512, 1000, 1536, 4 * GIBI})
    void aContainerNeedsNoRestart(long megabytes) {
        long heap = HeapRule.heap(worker(), own(megabytes));
        assertThat(HeapRule.isWorthRestart(heap, heap + 8 * Megabytes.ONE)).isFalse();
        assertThat(HeapRule.isWorthRestart(heap, 2 * heap)).isTrue();
        assertThat(HeapRule.isWorthRestart(2 * heap, heap)).isFalse();
    }

    @Test
    void noHeapIsLargerThanWhatFlagsLetTheDaemonUse() {
        assertThat(heap(worker(), shared(1024 * GIBI)))
                .as("twice the keys of 32 tenants")
                .isEqualTo(2 * 32 * 256);
        assertThat(heap(worker(), own(64 * GIBI))).isEqualTo(2 * 32 * 256);
        assertThat(heap(worker("--tenant-key-cache-size=4"), own(64 * GIBI))).isEqualTo(2 * 4 * 256);
        assertThat(heap(worker("--tenant-key-cache-size=1", "--coprocessor-fhe-threads=1"), own(64 * GIBI)))
                .as("the least")
                .isEqualTo(512);
        assertThat(heap(server("--tenant-key-cache-size=1"), own(64 * GIBI)))
                .as("256 calls of 4 MB in an eighth")
                .isEqualTo(8 * GIBI);
        assertThat(heap(server("--tenant-key-cache-size=1", "--server-maximum-calls=32"), own(64 * GIBI)))
                .isEqualTo(GIBI);
    }

    @Test
    void valuesInFlightNeedAQuarterOfTheHeap() {
        HeapDemand demand = HeapDemand.ofTenants(1).withWorker(64 * 64);
        assertThat(HeapRule.heap(demand, own(64 * GIBI)) / Megabytes.ONE)
                .as("64 computations for each of 64 threads, 0.5 MB each")
                .isBetween(8 * GIBI, 9 * GIBI);
    }

    @Test
    void batchesLargerThanWhatIsInFlightCount() {
        HeapDemand usual = worker("--coprocessor-fhe-threads=1");
        assertThat(worker("--coprocessor-fhe-threads=1", "--work-items-batch-size=64"))
                .isEqualTo(usual);
        assertThat(worker("--coprocessor-fhe-threads=1", "--work-items-batch-size=640")
                        .values())
                .isEqualTo(10 * usual.values());
    }

    @Test
    void bytesThatFlagsAskForAreGivenAsFarAsTheMachineHasThem() {
        String twoGibi = "--tenant-key-cache-bytes=" + (2L << 30);
        assertThat(heap(worker(twoGibi), shared(8 * GIBI))).isEqualTo(4 * GIBI);
        assertThat(heap(worker(twoGibi), shared(6 * GIBI)))
                .as("what a limit would give")
                .isEqualTo(6 * GIBI * 55 / 100);
        assertThat(heap(worker(twoGibi), own(64 * GIBI))).as("no more").isEqualTo(4 * GIBI);
        assertThat(heap(server(twoGibi, "--server-request-bytes=" + (1L << 30)), shared(16 * GIBI)))
                .isEqualTo(6 * GIBI);
        assertThat(heap(server("--server-request-bytes=" + Long.MAX_VALUE), shared(8 * GIBI)))
                .isEqualTo(8 * GIBI * 55 / 100);
    }

    @Test
    void flagsThatTheDaemonWillRefuseDoNoHarm() {
        assertThat(heap(worker("--tenant-key-cache-size=-1", "--coprocessor-fhe-threads=0"), own(64 * GIBI)))
                .isEqualTo(512);
        assertThat(heap(worker("--tenant-key-cache-bytes=-5"), shared(64 * GIBI)))
                .isEqualTo(512);
        assertThat(heap(server("--server-maximum-calls=-5", "--tenant-key-cache-size=1"), shared(64 * GIBI)))
                .isEqualTo(512);
    }

    @Test
    void theLaunchersGiveEveryJvmTheShareThatTheRuleKnows() throws IOException {
        String options = Files.readString(ProjectFiles.ROOT.resolve("coprocessor-cli/src/main/launch/jvm.options"));
        assertThat(number(options, "-XX:MaxRAMPercentage=([0-9]+)")).isEqualTo(HeapRule.PERCENT_OF_LIMIT);
        assertThat(number(options, "-XX:MaxDirectMemorySize=([0-9]+)m"))
                .isEqualTo(HeapDemand.TRANSPORT / Megabytes.ONE);
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile("(?m)^" + pattern + "$").matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static HeapDemand server(String... flags) {
        return demand(Role.SERVER, flags);
    }

    private static HeapDemand worker(String... flags) {
        return demand(Role.WORKER, flags);
    }

    private static HeapDemand demand(Role role, String... flags) {
        RunCommand command = new RunCommand(role);
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(flags);
        return command.heapDemand();
    }

    private static MachineMemory shared(long megabytes) {
        return new MachineMemory(megabytes * Megabytes.ONE, false);
    }

    private static MachineMemory own(long megabytes) {
        return new MachineMemory(megabytes * Megabytes.ONE, true);
    }

    /** In megabytes. */
    private static long heap(HeapDemand demand, MachineMemory memory) {
        return HeapRule.heap(demand, memory) / Megabytes.ONE;
    }

    private static long total(HeapDemand demand, MachineMemory memory) {
        return heap(demand, memory) + demand.outside() / Megabytes.ONE;
    }
}
