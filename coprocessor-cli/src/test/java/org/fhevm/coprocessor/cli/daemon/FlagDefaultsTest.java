package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.ListenAddress;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Without flags, a daemon has the defaults of its configuration. */
class FlagDefaultsTest {
    @Test
    void theServerHasItsDefaults() {
        assertThat(parsed(new ServerFlags()).config())
                .isEqualTo(ServerConfig.at(ListenAddress.parse(ServerConfig.DEFAULT_ADDRESS)));
    }

    @Test
    void theWorkerHasItsDefaults() {
        WorkerConfig defaults = WorkerConfig.defaults();
        assertThat(parsed(new WorkerFlags()).config(defaults.fheThreads())).isEqualTo(defaults);
    }

    @Test
    void sharedPartsHaveTheirDefaults() {
        SharedFlags flags = parsed(new SharedFlags());
        assertThat(flags.metrics()).isEqualTo(MetricsConfig.parse(MetricsConfig.DEFAULT_ADDRESS));
        assertThat(flags.keyCache()).isEqualTo(KeyCacheConfig.defaults());
    }

    private static <T> T parsed(T flags) {
        new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
        return flags;
    }
}
