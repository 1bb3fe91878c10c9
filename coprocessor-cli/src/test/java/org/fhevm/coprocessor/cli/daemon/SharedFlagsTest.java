package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SharedFlagsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void allProcessorsComputeUnlessToldOtherwise() {
        assertThat(fheThreads()).isEqualTo(PROCESSORS);
        assertThat(fheThreads("--coprocessor-fhe-threads=1")).isEqualTo(1);
        assertThat(fheThreads("--coprocessor-fhe-threads=100000")).isEqualTo(PROCESSORS);
    }

    @Test
    void theStatusPageIsOffUnlessItIsTurnedOn() {
        assertThat(parsed().metrics().statusPage()).isFalse();
        assertThat(parsed("--status-page=on").metrics().statusPage()).isTrue();
        assertThat(parsed("--status-page", "off").metrics().statusPage()).isFalse();
    }

    private static int fheThreads(String... arguments) {
        return parsed(arguments).fheThreads();
    }

    private static SharedFlags parsed(String... arguments) {
        SharedFlags flags = new SharedFlags();
        new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return flags;
    }
}
