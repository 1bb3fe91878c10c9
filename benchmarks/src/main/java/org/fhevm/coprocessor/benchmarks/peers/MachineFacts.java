package org.fhevm.coprocessor.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux says about the processor, for the head of a table. Other systems say nothing. */
final class MachineFacts {
    private static final String UNKNOWN = "unknown";

    private final Path root;

    /** @param root the folder that holds {@code proc} and {@code sys} */
    MachineFacts(Path root) {
        this.root = root;
    }

    /** Model and number of processors. */
    String processor() {
        List<String> lines = lines(root.resolve("proc/cpuinfo"));
        String name = field(lines, "model name");
        return name + " (family " + field(lines, "cpu family") + ", model " + field(lines, "model") + "), processors: "
                + lines.stream().filter(line -> line.startsWith("processor")).count();
    }

    /** The caches of the first processor: {@code L1 Data 48K, L1 Instruction 32K, L2 Unified 2048K}. */
    String caches() {
        Path folder = root.resolve("sys/devices/system/cpu/cpu0/cache");
        if (!Files.isDirectory(folder)) {
            return UNKNOWN;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("index"))
                    .sorted()
                    .map(cache -> "L" + text(cache, "level") + " " + text(cache, "type") + " " + text(cache, "size"))
                    .collect(Collectors.joining(", "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
                .map(parts -> parts[1].strip())
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String text(Path folder, String file) {
        return lines(folder.resolve(file)).stream().findFirst().orElse(UNKNOWN);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
