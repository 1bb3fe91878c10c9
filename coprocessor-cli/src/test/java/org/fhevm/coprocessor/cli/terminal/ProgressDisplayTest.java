package org.fhevm.coprocessor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final StringWriter text = new StringWriter();

    @Test
    void withoutATerminalEachFinishedStepIsALine() {
        try (ProgressDisplay display = display(false)) {
            display.advanced("small", 0.5);
            display.advanced("small", 0.5);
            display.advanced("large", 1.0);
        }

        assertThat(text.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("work: small done (25%)"),
                        line -> assertThat(line).isEqualTo("work: large done (100%)"),
                        line -> assertThat(line).startsWith("work: done after "));
    }

    @Test
    void onATerminalOneLineIsRedrawn() {
        try (ProgressDisplay display = display(true)) {
            display.advanced("large", 0.5);
            display.advanced("large", 0.5);
        }

        assertThat(text.toString()).contains("\rwork [", " 37% large", " 75% large");
        assertThat(text.toString().lines().toList().getLast()).contains("work: stopped after ");
    }

    private ProgressDisplay display(boolean redraw) {
        return new ProgressDisplay(new PrintWriter(text), "work", Map.of("small", 1.0, "large", 3.0), redraw);
    }
}
