package org.fhevm.coprocessor.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the server process takes at one moment; what its metrics do not tell is 0.
 *
 * @param heapBytes used part of the heap
 * @param directBytes buffers outside the heap, those of the transport included
 * @param residentBytes resident memory of the process
 * @param threads platform threads
 * @param descriptors open files and sockets
 */
record ServerSample(long heapBytes, long directBytes, long residentBytes, int threads, int descriptors) {
    static ServerSample of(long pid, String metrics) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        int descriptors;
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            descriptors = (int) files.count();
        }
        return new ServerSample(
                sum(metrics, "jvm_memory_used_bytes", "area=\"heap\""),
                sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\"")
                        + sum(metrics, "coprocessor_transport_direct_memory_bytes", ""),
                status(process, "VmRSS:") << 10,
                (int) status(process, "Threads:"),
                descriptors);
    }

    private static long sum(String metrics, String name, String label) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long status(Path process, String name) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %,d MiB, direct %,d MiB, resident %,d MiB, %d threads, %d descriptors",
                heapBytes >> 20,
                directBytes >> 20,
                residentBytes >> 20,
                threads,
                descriptors);
    }
}
