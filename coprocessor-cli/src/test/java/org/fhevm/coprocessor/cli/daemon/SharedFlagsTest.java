package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fhevm.coprocessor.common.config.PageHosts;
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

    @Test
    void theStatusPageIsServedUnderNamesOfTheFlag() {
        assertThat(parsed().metrics().statusPageHosts()).isEqualTo(PageHosts.LOCAL);
        assertThat(parsed("--status-page-hosts=status.example.org,.internal")
                        .metrics()
                        .statusPageHosts()
                        .names())
                .containsExactlyInAnyOrder("status.example.org", ".internal");
        SharedFlags wrong = parsed("--status-page-hosts", "https://status.example.org");
        assertThatThrownBy(wrong::metrics).hasMessageContaining("not https://status.example.org");
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
