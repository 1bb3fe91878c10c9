package org.fhevm.coprocessor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.cli.memory.MachineMemory;
import org.fhevm.coprocessor.cli.memory.Megabytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final HeapDemand SERVER = HeapDemand.ofTenants(32).withServer(256, 4 << 20);
    private static final HeapDemand WORKER = HeapDemand.ofTenants(32).withWorker(64 * 8);

    @Test
    void aSharedMachineIsDividedAndEachHeapToo() {
        assertThat(lines(24 * 1024, false, null))
                .containsExactly(
                        "ok        memory           24576 MB, which daemons share with PostgreSQL and all else",
                        "ok        server's heap    at most 5588 MB: 2794 MB of keys (10 tenants), 698 MB of requests,"
                                + " 698 MB of uploads; 556 MB outside of it",
                        "ok        worker's heap    at most 5844 MB: 2922 MB of keys (11 tenants), 1461 MB of values in"
                                + " flight, 365 MB of operands; 300 MB outside of it",
                        "ok        together         a server and a worker take at most 12288 MB of 24576 MB and leave"
                                + " 12288 MB");
    }

    @Test
    void aLimitOfItsOwnHasRoomForOneOfThem() {
        assertThat(lines(1536, true, null))
                .contains(
                        "ok        memory           1536 MB, the limit of this container or unit",
                        "ok        server's memory  at most 1400 MB of 1536 MB",
                        "ok        worker's memory  at most 1144 MB of 1536 MB")
                .noneMatch(line -> line.contains("together"));
    }

    @Test
    void daemonsThatDoNotFitTogetherAreDoubtful() {
        assertThat(lines(24 * 1024, false, 9 * 1024 * Megabytes.ONE))
                .anyMatch(line ->
                        line.startsWith("ok        worker's heap    at most 9216 MB by an option of the JVM: 4608"))
                .last()
                .asString()
                .startsWith("doubtful  together         a server and a worker take at most 19288 MB of 24576 MB;")
                .contains("-Xmx in COPROCESSOR_JAVA_OPTIONS");
    }

    @Test
    void aContainerThatIsTooSmallIsDoubtful() {
        assertThat(lines(800, true, null))
                .anyMatch(line -> line.startsWith("doubtful  server's memory  at most 996 MB of 800 MB;"))
                .anyMatch(line -> line.startsWith("ok        worker's memory  at most 740 MB of 800 MB"))
                .anyMatch(
                        line -> line.startsWith("doubtful  worker's heap    at most 440 MB: 220 MB of keys (0 tenants)")
                                && line.endsWith("; 512 MB hold one tenant's keys"));
    }

    @Test
    void bytesOfFlagsAreShown() {
        List<String> lines = new MemoryCheck(new MachineMemory(16 * 1024 * Megabytes.ONE, false), null)
                        .findings(
                                HeapDemand.ofChosenKeys(1024 * Megabytes.ONE)
                                        .withServer(256, 4 << 20)
                                        .withChosenRequests(100 * Megabytes.ONE),
                                WORKER)
                        .stream()
                        .map(Finding::line)
                        .toList();
        assertThat(lines).anyMatch(line -> line.contains(": 1024 MB of keys (4 tenants), 100 MB of requests, "));
    }

    private static List<String> lines(long megabytes, boolean isOwn, @Nullable Long sized) {
        return new MemoryCheck(new MachineMemory(megabytes * Megabytes.ONE, isOwn), sized)
                .findings(SERVER, WORKER).stream().map(Finding::line).toList();
    }
}
