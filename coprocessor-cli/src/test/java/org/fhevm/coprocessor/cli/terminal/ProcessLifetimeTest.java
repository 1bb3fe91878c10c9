package org.fhevm.coprocessor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a process by itself. {@code docker/test-processes.sh} checks that a signal ends a process with 0. */
class ProcessLifetimeTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void theYoungestPartIsClosedFirst() {
        try (ProcessLifetime lifetime = new ProcessLifetime()) {
            lifetime.own(part("database"));
            lifetime.own(part("server"));
        }

        assertThat(closed).containsExactly("server", "database");
    }

    @Test
    void aPartThatDoesNotCloseKeepsNoOtherOpen() {
        try (ProcessLifetime lifetime = new ProcessLifetime()) {
            lifetime.own(part("database"));
            lifetime.own(() -> {
                throw new IllegalStateException("stuck");
            });
        }

        assertThat(closed).containsExactly("database");
    }

    @Test
    void aPartThatComesTooLateIsClosedAtOnce() {
        ProcessLifetime lifetime = new ProcessLifetime();
        lifetime.close();

        assertThatThrownBy(() -> lifetime.own(part("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("late");
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
