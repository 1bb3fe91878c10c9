package org.fhevm.coprocessor.cli.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.status.TableHtml.Column;

/**
 * Writes a chart: a drawing, and its numbers as a table. A script may add a readout to the drawing; nothing depends on
 * it.
 */
final class ChartHtml {
    /** Size of the drawing in units of its own; the page stretches it. */
    private static final int WIDTH = Chart.SLOTS - 1;

    private static final int HEIGHT = 60;

    private final HtmlWriter html;
    private final Chart chart;
    private final double top;

    ChartHtml(HtmlWriter html, Chart chart) {
        this.html = html;
        this.chart = chart;
        this.top = Math.max(1, chart.maximum());
    }

    void write() {
        html.open("figure", "class", "chart", "data-chart", chart.id());
        html.element("figcaption", chart.title());
        legend();
        html.open("div", "class", "plot");
        html.element("span", Texts.decimal(top), "class", "top", "aria-hidden", "true");
        drawing();
        html.close();
        html.open("p", "class", "axis", "aria-hidden", "true");
        html.element("span", "1 h ago").element("span", "now").close();
        numbers();
        html.close();
    }

    private void legend() {
        html.open("ul", "class", "legend");
        for (int line = 0; line < chart.series().size(); line++) {
            Chart.Series series = chart.series().get(line);
            html.open("li", "class", "line" + line)
                    .text(series.name() + ": ")
                    .element("strong", number(series.latest()))
                    .close();
        }
        html.close();
    }

    private void drawing() {
        String title = chart.id() + "-drawing";
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-labelledby",
                title);
        html.element("title", summary(), "id", title);
        for (int line = chart.series().size() - 1; line >= 0; line--) {
            List<Double> values = chart.series().get(line).values();
            html.empty(
                    "path",
                    "class",
                    "line" + line,
                    "data-name",
                    chart.series().get(line).name(),
                    "data-values",
                    values.stream().map(ChartHtml::plain).collect(Collectors.joining(" ")),
                    "d",
                    path(values));
        }
        html.close();
    }

    private String summary() {
        return chart.title() + ", in the last hour, at most " + Texts.decimal(chart.maximum()) + ". Now: "
                + chart.series().stream()
                        .map(series -> series.name() + " " + number(series.latest()))
                        .collect(Collectors.joining(", "));
    }

    /** A line that is interrupted where nothing is known; a single value is a dot. */
    private String path(List<Double> values) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int slot = 0; slot < values.size(); slot++) {
            double value = values.get(slot);
            if (!Double.isNaN(value)) {
                String point = String.format(Locale.ROOT, "%d %.1f", slot, HEIGHT - value / top * HEIGHT);
                path.append(drawing ? "L" + point : "M" + point + "h0");
            }
            drawing = !Double.isNaN(value);
        }
        return path.toString();
    }

    private void numbers() {
        html.open("details", "id", chart.id() + "-numbers");
        html.element("summary", "Numbers: " + chart.title());
        List<Column> columns = new ArrayList<>(List.of(Column.text("five minutes from (UTC)")));
        chart.series().forEach(series -> columns.add(Column.number(series.name())));
        TableHtml table =
                new TableHtml(html, chart.id() + "-table", chart.title() + ", averages of five minutes", columns);
        int rows = Chart.SLOTS / Chart.SLOTS_PER_ROW;
        for (int row = rows - 1; row >= 0; row--) {
            Instant from = chart.now().minus(Chart.SLOT.multipliedBy(Chart.SLOTS - (long) row * Chart.SLOTS_PER_ROW));
            table.row().head(Texts.clock(from));
            for (Chart.Series series : chart.series()) {
                table.number(number(series.average(row)));
            }
        }
        table.end();
        html.close();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "unknown" : Texts.decimal(value);
    }

    /** For the script: a number, or a question mark. */
    private static String plain(double value) {
        return Double.isNaN(value) ? "?" : Texts.decimal(value).replace(",", "");
    }
}
