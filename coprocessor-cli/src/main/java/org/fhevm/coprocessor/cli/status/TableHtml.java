package org.fhevm.coprocessor.cli.status;

import java.util.List;

/**
 * Writes a table with a caption. On a narrow screen it scrolls within a region of its own, which the keyboard reaches.
 */
final class TableHtml {
    private final HtmlWriter html;
    private boolean inRow;

    /** Begins a table; {@code id} names it within the page. */
    TableHtml(HtmlWriter html, String id, String caption, List<Column> columns) {
        this.html = html;
        html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
        html.open("table").element("caption", caption, "id", id);
        html.open("thead").open("tr");
        for (Column column : columns) {
            if (column.isNumber()) {
                html.element("th", column.name(), "scope", "col", "class", "number");
            } else {
                html.element("th", column.name(), "scope", "col");
            }
        }
        html.close().close().open("tbody");
    }

    TableHtml row() {
        endRow();
        html.open("tr");
        inRow = true;
        return this;
    }

    /** The cell that names the row. */
    TableHtml head(String text) {
        html.element("th", text, "scope", "row");
        return this;
    }

    TableHtml cell(String text) {
        html.element("td", text);
        return this;
    }

    TableHtml number(String text) {
        html.element("td", text, "class", "number");
        return this;
    }

    /** A cell whose content the caller writes. */
    TableHtml cell(Runnable content) {
        html.open("td");
        content.run();
        html.close();
        return this;
    }

    /** A cell of prose, which takes some room even on a narrow screen; the caller writes it. */
    TableHtml prose(Runnable content) {
        html.open("td", "class", "prose");
        content.run();
        html.close();
        return this;
    }

    void end() {
        endRow();
        html.close().close().close();
    }

    private void endRow() {
        if (inRow) {
            html.close();
            inRow = false;
        }
    }

    /** A column: numbers are aligned to the right. */
    record Column(String name, boolean isNumber) {
        static Column text(String name) {
            return new Column(name, false);
        }

        static Column number(String name) {
            return new Column(name, true);
        }
    }
}
