package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.computations.Descriptions;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.status.StatusModel.Reading;
import org.fhevm.coprocessor.cli.status.StatusModel.Stored;
import org.fhevm.coprocessor.cli.status.TableHtml.Column;
import org.fhevm.coprocessor.cli.status.repository.Installation;
import org.fhevm.coprocessor.cli.status.repository.LiveWorker;
import org.fhevm.coprocessor.cli.status.repository.StatusRepository;
import org.fhevm.coprocessor.cli.status.repository.TenantLoad;
import org.jspecify.annotations.Nullable;

/** Writes the status page. A script replaces its sections with newer ones; without it the page is complete. */
final class StatusHtml {
    static final String SCRIPT = "status.js";

    private final HtmlWriter html;
    private final StatusModel model;

    private StatusHtml(HtmlWriter html, StatusModel model) {
        this.html = html;
        this.model = model;
    }

    static byte[] page(StatusModel model) {
        return PageFrame.page(
                "Coprocessor status", SCRIPT, PageFrame.FormValues.EMPTY, html -> new StatusHtml(html, model).write());
    }

    private void write() {
        controls();
        section("health", "Health", this::health);
        section("load", "Backlog and throughput", heading -> charts());
        section("latency", "Latency by operation", heading -> latencies());
        section("workers", "Workers and leases", heading -> ofDatabase(this::workers));
        section("tenants", "Tenants", heading -> ofDatabase(this::tenants));
        section("failures", "Failed computations", heading -> ofDatabase(this::failures));
    }

    /** The script shows the button and fills the note. */
    private void controls() {
        html.open("nav", "aria-label", "Sections").open("ul");
        Stream.of(
                        "health:Health",
                        "load:Load",
                        "latency:Latency",
                        "workers:Workers",
                        "tenants:Tenants",
                        "failures:Failures",
                        "find:Find a handle")
                .map(entry -> entry.split(":", 2))
                .forEach(entry -> html.open("li")
                        .element("a", entry[1], "href", "#" + entry[0])
                        .close());
        html.close().close();
        html.open("p", "class", "controls");
        html.element("a", "Reload", "href", PageFrame.ROOT).text(" ");
        html.element("button", "Pause updates", "type", "button", "id", "pause", "hidden", "hidden");
        html.open("span", "id", "note", "role", "status").close().close();
    }

    /** A section that the script replaces if it has changed. */
    private void section(String id, String title, Consumer<String> content) {
        String heading = id + "-heading";
        html.open("section", "id", id, "class", "part", "aria-labelledby", heading);
        html.element("h2", title, "id", heading);
        content.accept(heading);
        html.close();
    }

    private void health(String heading) {
        StatusModel.Program program = model.program();
        html.open("p");
        html.element("strong", model.problems().isEmpty() ? "Ready" : "Not ready", "class", readyClass());
        html.text(" at ").open("time", "datetime", model.now().toString());
        html.text(Texts.time(model.now())).close().text(". " + program.version() + ", ");
        html.text(parts(program) + ", running for " + Descriptions.time(program.uptime()) + ".")
                .close();
        if (!model.problems().isEmpty()) {
            html.open("ul", "class", "problems", "aria-labelledby", heading);
            model.problems().forEach(problem -> html.element("li", problem));
            html.close();
        }
        if (model.reading() instanceof Reading.Outdated(String reason, Stored last)) {
            html.open("p", "class", "outdated").text("The database cannot be read: " + reason + ". ");
            html.text(
                    last == null
                            ? "Nothing is known of workers, tenants and failures."
                            : "Workers, tenants and failures are those of " + Texts.time(last.at()) + ", "
                                    + Descriptions.time(Duration.between(last.at(), model.now())) + " ago.");
            html.close();
        }
    }

    private String readyClass() {
        return model.problems().isEmpty() ? "state good" : "state bad";
    }

    private static String parts(StatusModel.Program program) {
        if (program.hasServer() && program.hasWorker()) {
            return "server and worker";
        }
        return program.hasServer() ? "server" : "worker";
    }

    private void charts() {
        html.open("div", "class", "charts");
        Chart.of(model).forEach(chart -> new ChartHtml(html, chart).write());
        html.close();
    }

    private void latencies() {
        if (model.computations().isEmpty() && model.calls().isEmpty()) {
            html.element("p", "This process has measured none yet.");
        }
        latencies("computations", "Computations of this worker since its start", "operation", model.computations());
        latencies("call-times", "Calls to this server since its start", "method", model.calls());
    }

    private void latencies(String id, String caption, String what, List<OperationLatency> latencies) {
        if (latencies.isEmpty()) {
            return;
        }
        TableHtml table = new TableHtml(
                html,
                id,
                caption,
                List.of(
                        Column.text(what),
                        Column.number("number"),
                        Column.number("mean"),
                        Column.number("median"),
                        Column.number("95 % within")));
        for (OperationLatency latency : latencies) {
            table.row()
                    .head(latency.name())
                    .number(Texts.number(latency.count()))
                    .number(Texts.latency(latency.mean()))
                    .number(latency(latency.median()))
                    .number(latency(latency.high()));
        }
        table.end();
    }

    private static String latency(@Nullable Duration time) {
        return time == null ? "unknown" : Texts.latency(time);
    }

    private void ofDatabase(Consumer<Stored> content) {
        Stored stored = model.reading().known();
        if (stored == null) {
            html.element("p", "Not known: the database has not been read yet.");
        } else {
            content.accept(stored);
        }
    }

    private void workers(Stored stored) {
        Installation installation = stored.installation();
        if (installation.workers().isEmpty()) {
            html.element("p", "There is no worker: nothing is computed until one starts.");
            return;
        }
        TableHtml table = new TableHtml(
                html,
                "worker-table",
                "Workers, and the computations that they hold",
                List.of(
                        Column.text("worker"),
                        Column.text("leases"),
                        Column.number("lease ends"),
                        Column.number("running for"),
                        Column.number("computations held")));
        for (LiveWorker worker : installation.workers()) {
            table.row()
                    .head(worker.name())
                    .cell(() -> state(worker.isAlive() ? "good" : "bad", worker.isAlive() ? "live" : "ended"))
                    .number(worker.isAlive() ? "in " + Descriptions.time(worker.leaseLeft()) : ended(worker))
                    .number(Descriptions.time(worker.runningFor()))
                    .number(Texts.number(worker.held()));
        }
        table.end();
        more(installation.moreWorkers(), "workers");
    }

    private static String ended(LiveWorker worker) {
        return Descriptions.time(worker.leaseLeft().negated()) + " ago";
    }

    private void tenants(Stored stored) {
        Installation installation = stored.installation();
        if (installation.tenants().isEmpty()) {
            html.element("p", "There is no tenant.");
            return;
        }
        TableHtml table = new TableHtml(
                html,
                "tenant-table",
                "Tenants and their computations",
                List.of(
                        Column.text("tenant"),
                        Column.text("state"),
                        Column.number("ready"),
                        Column.number("in flight"),
                        Column.number("waiting for an input"),
                        Column.number("weight"),
                        Column.number("priority")));
        for (TenantLoad tenant : installation.tenants()) {
            table.row()
                    .head(tenant.tenant().toString())
                    .cell(() -> tenantState(tenant))
                    .number(Texts.upTo(StatusRepository.COUNTED, tenant.claimable()))
                    .number(Texts.number(tenant.inFlight()))
                    .number(Texts.upTo(StatusRepository.COUNTED, tenant.waiting()))
                    .number(Texts.number(tenant.weight()))
                    .number(Texts.number(tenant.priority()));
        }
        table.end();
        html.element("p", "Ready counts those in flight, too.", "class", "hint");
        more(installation.moreTenants(), "tenants");
    }

    private void tenantState(TenantLoad tenant) {
        if (tenant.isDisabled()) {
            state("bad", "disabled");
        } else if (tenant.isPaused()) {
            state("idle", "paused");
        } else {
            state("good", "enabled");
        }
    }

    private void failures(Stored stored) {
        if (stored.failures().isEmpty()) {
            html.element("p", "No computation has failed.");
            return;
        }
        TableHtml table = new TableHtml(
                html,
                "failure-table",
                "The latest computations that failed for good",
                List.of(
                        Column.text("handle"),
                        Column.number("tenant"),
                        Column.text("operation"),
                        Column.number("submitted"),
                        Column.text("reason")));
        for (StoredComputation failure : stored.failures()) {
            int tenant = failure.output().tenant().value();
            table.row()
                    .cell(() -> PageFrame.link(html, tenant, failure.output().handle()))
                    .number(failure.output().tenant().toString())
                    .cell(Descriptions.operation(failure))
                    .number(Descriptions.time(failure.age()) + " ago")
                    .prose(() -> reason(tenant, failure.progress()));
        }
        table.end();
        html.element(
                "p",
                "coprocessor computations retry puts failed computations back once their reason is gone.",
                "class",
                "hint");
    }

    private void reason(int tenant, Progress progress) {
        if (progress instanceof Progress.Failed(String reason, var root)) {
            html.text(Texts.shortened(reason));
            if (root != null) {
                html.text(" (because of ");
                PageFrame.link(html, tenant, root);
                html.text(")");
            }
        } else {
            // The row has changed since it was found.
            html.text(Descriptions.state(progress));
        }
    }

    private void state(String kind, String word) {
        html.element("span", word, "class", "state " + kind);
    }

    private void more(boolean areThere, String what) {
        if (areThere) {
            html.element("p", "There are more " + what + " than this page shows.", "class", "hint");
        }
    }
}
