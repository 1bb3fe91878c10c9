package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.memory.HeapSizing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path folder;

    @Test
    void aDaemonMayStartAgainIfItCanReadItsConfigurationAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("coprocessor.properties"), "");

        assertThat(sizing(List.of("--run-server"), Map.of())).isEqualTo(HeapSizing.BY_DEMAND);
        assertThat(sizing(List.of("--config", file.toString()), Map.of())).isEqualTo(HeapSizing.BY_DEMAND);
        assertThat(sizing(List.of(), Map.of("COPROCESSOR_CONFIG", file.toString())))
                .isEqualTo(HeapSizing.BY_DEMAND);
    }

    /** As a shell hands it over: {@code --config <(command)}. */
    @Test
    void aConfigurationFromAPipeIsReadOnce() {
        assertThat(sizing(List.of("--config=/dev/zero"), Map.of())).isEqualTo(HeapSizing.OF_JVM);
        assertThat(sizing(List.of("--config", "/dev/null"), Map.of())).isEqualTo(HeapSizing.OF_JVM);
        assertThat(sizing(List.of("--config", "\0"), Map.of())).isEqualTo(HeapSizing.OF_JVM);
    }

    private static HeapSizing sizing(List<String> arguments, Map<String, String> environment) {
        return Commands.heapSizing(arguments, environment);
    }
}
