package org.fhevm.coprocessor.cli.status;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.cli.computations.Descriptions;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.status.repository.ConsumerSearch;
import org.fhevm.coprocessor.common.id.Handle;

/** Writes the page of a handle, and the page that says why there is none. */
final class HandleHtml {
    private final HtmlWriter html;
    private final HandleModel model;

    private HandleHtml(HtmlWriter html, HandleModel model) {
        this.html = html;
        this.model = model;
    }

    static byte[] page(HandleModel model) {
        return PageFrame.page(
                "Around a handle",
                "",
                new PageFrame.FormValues(
                        model.tenant().toString(), model.handle().hex()),
                html -> new HandleHtml(html, model).write());
    }

    /** @param form what the caller asked for, to be corrected */
    static byte[] problem(String problem, PageFrame.FormValues form) {
        return PageFrame.page("Around a handle", "", form, html -> {
            back(html);
            html.element("p", problem, "class", "outdated");
        });
    }

    private static void back(HtmlWriter html) {
        html.open("p", "class", "controls")
                .element("a", "Status", "href", PageFrame.ROOT)
                .close();
    }

    private void write() {
        back(html);
        html.open("p").text("Tenant " + model.tenant() + ", handle ");
        html.element("code", model.handle().hex()).text(": ");
        Known start = model.needs().known().get(model.handle());
        if (start != null) {
            value(start);
        }
        html.close();
        new GraphDrawing(html, model).write();
        direction("needs", "What it needs", model.needs(), "It needs no other value.");
        direction("needed-by", "What needs it", model.neededBy(), "No computation needs it.");
        html.element(
                "p",
                "Up to " + Neighbourhood.DEPTH + " levels and " + Neighbourhood.MOST_VALUES
                        + " values are shown in each direction, and up to " + ConsumerSearch.MOST_CONSUMERS
                        + " computations on each value. coprocessor computations explain goes further and names the causes.",
                "class",
                "hint");
    }

    private void direction(String id, String title, Neighbourhood around, String nothing) {
        html.open("section", "id", id, "aria-labelledby", id + "-heading");
        html.element("h2", title, "id", id + "-heading");
        if (around.next(model.handle()).isEmpty()) {
            html.element("p", nothing);
        } else {
            Set<Handle> shown = new HashSet<>(Set.of(model.handle()));
            list(around, model.handle(), shown, around.next(model.handle()));
        }
        html.close();
    }

    private void list(Neighbourhood around, Handle of, Set<Handle> shown, List<Handle> neighbours) {
        html.open("ul", "class", "graph");
        int unknown = 0;
        for (Handle neighbour : neighbours) {
            Known value = around.known().get(neighbour);
            if (value == null) {
                unknown++;
                continue;
            }
            html.open("li");
            PageFrame.link(html, model.tenant().value(), neighbour);
            html.text(" ");
            value(value);
            List<Handle> next = around.next(neighbour);
            if (!next.isEmpty() && shown.add(neighbour)) {
                list(around, neighbour, shown, next);
            } else if (!next.isEmpty()) {
                html.text(" (see above)");
            }
            html.close();
        }
        if (unknown > 0) {
            html.element("li", unknown + " more", "class", "hint");
        }
        html.close();
    }

    private void value(Known value) {
        ValueState state = ValueState.of(value);
        html.element("span", state.word(), "class", "state " + state.kind());
        value.computation()
                .ifPresentOrElse(
                        computation -> computation(value, computation),
                        () -> html.text(
                                value.stored() ? " input or encrypted by request" : " neither stored nor scheduled"));
    }

    private void computation(Known value, StoredComputation computation) {
        Progress progress = computation.progress();
        html.text(" " + Descriptions.operation(computation));
        if (progress instanceof Progress.Done) {
            html.text(value.stored() ? "" : ", but its ciphertext is gone");
        } else {
            html.text(", " + Texts.shortened(Descriptions.state(progress)) + ", submitted "
                    + Descriptions.time(computation.age()) + " ago");
        }
    }
}
