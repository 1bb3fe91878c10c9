package org.fhevm.coprocessor.cli.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory that a process can have.
 *
 * @param bytes of the machine, or of the smallest limit that holds for the process
 * @param isOwn whether the limit was set for this process alone; otherwise it shares the memory with other programs
 */
public record MachineMemory(long bytes, boolean isOwn) {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final String TOTAL = "MemTotal:";
    private static final long INIT = 1;

    /** Of this process. The JVM knows the limits of control groups. */
    public static MachineMemory ofThisProcess() {
        long bytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        boolean isLimited = bytes < installed().orElse(bytes);
        return new MachineMemory(bytes, isLimited && isStartedByItsSupervisor(ProcessHandle.current()));
    }

    /**
     * Whether the program that sets limits started the process itself, as engines of containers and systemd do: the
     * process, or its parent, is the first of the system or container, or the parent is outside of the container. A
     * process that a shell has started may share the shell's limit with others.
     */
    private static boolean isStartedByItsSupervisor(ProcessHandle process) {
        return process.pid() == INIT
                || process.parent().map(parent -> parent.pid() == INIT).orElse(true);
    }

    private static OptionalLong installed() {
        try (Stream<String> lines = Files.lines(MEMORY)) {
            return lines.filter(line -> line.startsWith(TOTAL))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
