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
                        line -> assertThat(line).matches("work: small done \\(25%, [0-9.]+ s\\)"),
                        line -> assertThat(line).matches("work: large done \\(100%, [0-9.]+ s\\)"),
                        line -> assertThat(line).startsWith("work: done after "));
    }

    @Test
    void onATerminalOneLineIsRedrawn() {
        try (ProgressDisplay display = display(true)) {
            display.advanced("large", 0.5);
            display.advanced("large", 0.5);
        }

        assertThat(text.toString()).containsPattern("(?s)\rwork \\[#+-+] +37% +[0-9]+ s +large .*75% +[0-9]+ s +large");
        assertThat(text.toString().lines().toList().getLast()).contains("work: stopped after ");
    }

    @Test
    void aStepThatSaysHowFarItIsNeverGoesBack() {
        try (ProgressDisplay display = display(true)) {
            var step = display.step("large");
            step.reached(2, 4);
            step.reached(1, 4);
            step.reached(4, 4);
        }

        assertThat(text.toString()).containsPattern("(?s)37% .*75% ").doesNotContain(" 18% ");
    }

    private ProgressDisplay display(boolean redraw) {
        return new ProgressDisplay(new PrintWriter(text), "work", Map.of("small", 1.0, "large", 3.0), redraw);
    }
}
