package org.fhevm.coprocessor.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFactsTest {
    @TempDir
    private Path root;

    @Test
    void processorAndCachesAreThoseOfLinux() throws IOException {
        write(
                "proc/cpuinfo",
                "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 207\nmodel name\t: Some Processor\n\nprocessor\t: 1\n");
        cache(0, "1", "Data", "48K");
        cache(1, "2", "Unified", "2048K");
        MachineFacts facts = new MachineFacts(root);
        assertThat(facts.processor()).isEqualTo("Some Processor (family 6, model 207), processors: 2");
        assertThat(facts.caches()).isEqualTo("L1 Data 48K, L2 Unified 2048K");
    }

    @Test
    void anotherSystemIsUnknown() {
        MachineFacts facts = new MachineFacts(root);
        assertThat(facts.processor()).isEqualTo("unknown (family unknown, model unknown), processors: 0");
        assertThat(facts.caches()).isEqualTo("unknown");
    }

    private void cache(int index, String level, String type, String size) throws IOException {
        String folder = "sys/devices/system/cpu/cpu0/cache/index" + index + "/";
        write(folder + "level", level + "\n");
        write(folder + "type", type + "\n");
        write(folder + "size", size + "\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
