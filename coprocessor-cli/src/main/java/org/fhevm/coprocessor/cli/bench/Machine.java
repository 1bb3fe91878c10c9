package org.fhevm.coprocessor.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.fhevm.tfhe.math.simd.TransformKernels;

/**
 * The machine that the figures were measured on.
 *
 * @param processor its model, as the operating system calls it
 * @param processors number of processors that the JVM may use
 * @param kernels the numeric kernels in use
 * @param java the JVM and its version
 * @param heapMegabytes largest size of the JVM's heap
 */
record Machine(String processor, int processors, String kernels, String java, long heapMegabytes, String system) {
    private static final Path CPU_INFORMATION = Path.of("/proc/cpuinfo");

    static Machine here() {
        return new Machine(
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                TransformKernels.best().name(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                Runtime.getRuntime().maxMemory() >> 20,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }

    private static String processorModel() {
        try (Stream<String> lines = Files.lines(CPU_INFORMATION)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }
}
