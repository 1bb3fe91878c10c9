package org.fhevm.coprocessor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogSetupTest {
    private static final Logger OURS = LoggerFactory.getLogger("grpc_server");

    @AfterEach
    void quiet() {
        LogSetup.forCommands();
    }

    @Test
    void daemonsLogFromTheLevelOnThatTheyAreToldAndLibrariesFromWarnOn() {
        LogSetup.forDaemons(Level.DEBUG);
        assertThat(OURS.isEnabledForLevel(Level.DEBUG)).isTrue();
        assertThat(OURS.isEnabledForLevel(Level.TRACE)).isFalse();
        assertThat(LoggerFactory.getLogger("io.grpc").isEnabledForLevel(Level.INFO))
                .isFalse();

        LogSetup.forDaemons(Level.ERROR);
        assertThat(OURS.isEnabledForLevel(Level.WARN)).isFalse();
        assertThat(OURS.isEnabledForLevel(Level.ERROR)).isTrue();
    }
}
