package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.status.Models.handle;
import static org.fhevm.coprocessor.cli.status.Models.input;
import static org.fhevm.coprocessor.cli.status.Models.known;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.common.id.Handle;
import org.junit.jupiter.api.Test;

/** The page of a handle as HTML. */
class HandleHtmlTest {
    private static final Progress READY = new Progress.Ready();

    @Test
    void showsBothDirectionsWithTheStateOfEachValue() {
        Page page = page(
                Map.of("sum", List.of("a", "b"), "b", List.of("in", "lost")),
                Map.of("sum", List.of("next")),
                known("sum", READY, "a", "b"),
                known("a", new Progress.Done(), "in"),
                known("b", new Progress.Leased("host-1/4711", Duration.ofSeconds(20)), "in", "lost"),
                input("in"),
                new Known(handle("lost"), false, null),
                known("next", new Progress.Failed("<i>odd</i>", null), "sum"));

        assertThat(page.texts("code")).containsExactly(handle("sum").hex());
        assertThat(page.text("needs"))
                .containsSubsequence(
                        handle("a") + " done add euint64",
                        handle("b") + " leased add euint64, leased by host-1/4711",
                        handle("in") + " stored",
                        handle("lost") + " unknown neither stored nor scheduled");
        assertThat(page.text("needed-by")).contains(handle("next") + " failed", "failed: <i>odd</i>");
        assertThat(page.elements("i")).isEmpty();
        assertThat(page.texts("text"))
                .as("the drawing: each value in two lines")
                .hasSize(12)
                .contains("done add", "leased add", "stored", "unknown", "failed add", "ready add");
        assertThat(page.elements("line")).hasSize(5);
    }

    @Test
    void aHandleWithoutNeighboursIsNotDrawn() {
        Page page = page(Map.of(), Map.of(), input("sum"));

        assertThat(page.elements("svg")).isEmpty();
        assertThat(page.text("needs")).contains("It needs no other value");
    }

    @Test
    void aCircleIsDrawnOnce() {
        Page page = page(
                Map.of("sum", List.of("a"), "a", List.of("sum")),
                Map.of(),
                known("sum", READY, "a"),
                known("a", READY, "sum"));

        assertThat(page.text("needs")).containsOnlyOnce(handle("a").toString()).contains("(see above)");
        assertThat(page.text("needed-by")).contains("No computation needs it");
    }

    @Test
    void neighboursBeyondTheLimitsAreCounted() {
        Page page = page(Map.of("sum", List.of("a", "b", "c")), Map.of(), known("sum", READY), known("a", READY));

        assertThat(page.text("needs")).contains(handle("a").toString(), "2 more");
    }

    @Test
    void aProblemLeavesTheFormToCorrectIt() {
        Page page = Page.of(HandleHtml.problem("It is <odd>.", new PageFrame.FormValues("x\"", "0x<")));

        assertThat(page.text("content")).contains("It is <odd>.");
        assertThat(page.part("tenant-field").getAttribute("value")).isEqualTo("x\"");
        assertThat(page.part("handle-field").getAttribute("value")).isEqualTo("0x<");
    }

    private static Page page(Map<String, List<String>> needs, Map<String, List<String>> neededBy, Known... values) {
        Map<Handle, Known> known = new HashMap<>();
        for (Known value : values) {
            known.put(value.handle(), value);
        }
        return Page.of(HandleHtml.page(new HandleModel(
                Models.TENANT,
                handle("sum"),
                new Neighbourhood(handle("sum"), known, handles(needs)),
                new Neighbourhood(handle("sum"), known, handles(neededBy)))));
    }

    private static Map<Handle, List<Handle>> handles(Map<String, List<String>> names) {
        Map<Handle, List<Handle>> handles = new HashMap<>();
        names.forEach((name, next) ->
                handles.put(handle(name), next.stream().map(Models::handle).toList()));
        return handles;
    }
}
