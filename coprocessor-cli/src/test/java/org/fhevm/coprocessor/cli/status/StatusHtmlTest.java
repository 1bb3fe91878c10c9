package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.status.Models.computation;
import static org.fhevm.coprocessor.cli.status.Models.handle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.status.StatusModel.Reading;
import org.fhevm.coprocessor.cli.status.repository.Installation;
import org.fhevm.coprocessor.cli.status.repository.LiveWorker;
import org.fhevm.coprocessor.cli.status.repository.TenantLoad;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

/** The status page as HTML. */
class StatusHtmlTest {
    private static final String ATTACK = "</td><script>alert('1')</script>&amp;\u0000\u202e\uffff";

    @Test
    void showsWhatIsKnownOfThisProcessAndTheInstallation() {
        Page page = page(List.of());

        assertThat(page.text("health"))
                .contains("Ready at 2026-11-30 12:00:00 UTC", "coprocessor 1.2.3, server and worker", "5 h");
        assertThat(page.rows("latency"))
                .containsExactly(
                        List.of("ADD", "1,234", "80 ms", "75 ms", "1.5 s"),
                        List.of("AsyncCompute", "9", "2.5 ms", "unknown", "unknown"));
        assertThat(page.rows("workers"))
                .containsExactly(
                        List.of("host-1/4711", "live", "in 25 s", "3 h", "16"),
                        List.of("host-2/<b>", "ended", "5 min ago", "3 d", "0"));
        assertThat(page.rows("tenants")).containsExactly(List.of("7", "paused", "1,000 or more", "16", "4", "3", "0"));
        assertThat(page.text("tenants")).contains("more tenants than this page shows");
        assertThat(page.text("failures")).contains("No computation has failed");
        assertThat(page.text("backlog-drawing")).contains("Now: ready or in flight 10, waiting for an input 2");
        assertThat(page.text("find")).contains("Tenant", "Handle", "Show");
    }

    @Test
    void failuresHaveReasonsAndLinks() {
        Page page = page(List.of(
                computation("sum", new Progress.Failed("the input is odd", null), "in"),
                computation("next", new Progress.Failed("depends on sum", handle("sum")), "sum")));

        assertThat(page.rows("failures"))
                .containsExactly(
                        List.of(handle("sum").toString(), "7", "add euint64", "3 min ago", "the input is odd"),
                        List.of(
                                handle("next").toString(),
                                "7",
                                "add euint64",
                                "3 min ago",
                                "depends on sum (because of " + handle("sum") + ")"));
        assertThat(page.elements("a"))
                .extracting(link -> link.getAttribute("href"))
                .contains("/status/handle?tenant=7&handle=" + handle("sum").hex());
    }

    @Test
    void textFromOutsideIsShownAndNeverTakenForHtml() {
        byte[] html = StatusHtml.page(Models.of(List.of(computation("sum", new Progress.Failed(ATTACK, null)))));

        assertThat(new String(html, StandardCharsets.UTF_8)).doesNotContain("<script>", "\u0000", "\u202e", "\uffff");
        Page page = Page.of(html);
        assertThat(page.elements("script")).hasSize(1);
        assertThat(page.rows("failures").getFirst().getLast())
                .isEqualTo("</td><script>alert('1')</script>&amp;\\u0000\\u202e\ufffd");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidAndTheLastStateShown() {
        Page known = page(new Reading.Outdated("it does not answer", Models.stored(List.of())));
        Page unknown = page(new Reading.Outdated("it does not answer", null));

        assertThat(known.text("health")).contains("it does not answer", "those of 2026-11-30 11:58:30 UTC, 90 s ago");
        assertThat(known.rows("workers")).hasSize(2);
        assertThat(unknown.text("health")).contains("it does not answer", "Nothing is known");
        assertThat(unknown.text("workers")).contains("Not known");
        assertThat(unknown.rows("latency")).hasSize(2);
    }

    @Test
    void problemsAreListed() {
        StatusModel ready = Models.of(List.of());
        Page page = Page.of(StatusHtml.page(new StatusModel(
                ready.now(),
                ready.program(),
                List.of("worker database: no <answer>"),
                ready.history(),
                ready.computations(),
                ready.calls(),
                ready.reading())));

        assertThat(page.text("health")).contains("Not ready at", "worker database: no <answer>");
    }

    @Test
    void anEmptyInstallationIsExplained() {
        Page page = page(new Reading.Current(
                new StatusModel.Stored(Models.NOW, new Installation(List.of(), false, List.of(), false), List.of())));

        assertThat(page.text("workers")).contains("There is no worker");
        assertThat(page.text("tenants")).contains("There is no tenant");
    }

    @Test
    void theLargestPageIsSmallEnoughForManyViewers() {
        Progress longest = new Progress.Failed("<".repeat(10_000), handle("r".repeat(256)));
        LiveWorker worker = new LiveWorker("&".repeat(200), Duration.ofDays(1000), Duration.ofSeconds(20), 1000);
        StatusModel model = new StatusModel(
                Models.NOW,
                Models.of(List.of()).program(),
                List.of(),
                IntStream.range(0, History.CAPACITY)
                        .mapToObj(sample -> Models.sample(sample * 5, 123_456_789 + sample, 987_654_321))
                        .toList(),
                Collections.nCopies(100, Models.of(List.of()).computations().getFirst()),
                List.of(),
                new Reading.Current(new StatusModel.Stored(
                        Models.NOW,
                        new Installation(
                                Collections.nCopies(100, worker),
                                true,
                                Collections.nCopies(
                                        100,
                                        new TenantLoad(
                                                new TenantId(Integer.MIN_VALUE),
                                                true,
                                                true,
                                                1000,
                                                0,
                                                1000,
                                                1000,
                                                1000)),
                                true),
                        Collections.nCopies(50, computation("h".repeat(256), longest)))));

        assertThat(StatusHtml.page(model)).hasSizeLessThan(350_000);
    }

    private static Page page(List<StoredComputation> failures) {
        return Page.of(StatusHtml.page(Models.of(failures)));
    }

    private static Page page(Reading reading) {
        return Page.of(StatusHtml.page(Models.of(reading)));
    }
}
