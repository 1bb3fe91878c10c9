package org.fhevm.coprocessor.cli.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.common.id.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Draws what is around a handle: its inputs to the left, the computations on it to the right, a column for each level.
 * The lists of the page say the same in words.
 */
final class GraphDrawing {
    private static final int BOX_WIDTH = 116;
    private static final int BOX_HEIGHT = 40;
    private static final int COLUMN = BOX_WIDTH + 44;
    private static final int ROW = BOX_HEIGHT + 12;

    /** Room for the outline of a box. */
    private static final int MARGIN = 2;

    /** Characters of a handle: 0x and four bytes. */
    private static final int SHOWN = 10;

    private final HtmlWriter html;
    private final HandleModel model;
    private final List<List<Handle>> before;
    private final List<List<Handle>> after;

    GraphDrawing(HtmlWriter html, HandleModel model) {
        this.html = html;
        this.model = model;
        this.before = levels(model.needs());
        this.after = levels(model.neededBy());
    }

    /** Nothing if the handle has no neighbours. */
    void write() {
        if (before.size() + after.size() == 2) {
            return;
        }
        int columns = before.size() + after.size() - 1;
        int width = (columns - 1) * COLUMN + BOX_WIDTH + 2 * MARGIN;
        int height = (rows() - 1) * ROW + BOX_HEIGHT + 2 * MARGIN;
        String title = "drawing-title";
        html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", "Drawing");
        html.open(
                "svg",
                "class",
                "drawing",
                "width",
                String.valueOf(width),
                "height",
                String.valueOf(height),
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-labelledby",
                title);
        html.element(
                "title",
                "A drawing of the lists below: inputs to the left, computations on it to the right",
                "id",
                title);
        direction(model.needs(), before, -1);
        direction(model.neededBy(), after, 1);
        box(
                model.handle(),
                new Place(before.size() - 1, 0),
                model.needs().known().get(model.handle()));
        html.close().close();
    }

    /** The known values by their distance from the start, which is alone at distance 0. */
    private static List<List<Handle>> levels(Neighbourhood around) {
        List<List<Handle>> levels = new ArrayList<>();
        Set<Handle> placed = new HashSet<>();
        List<Handle> level = List.of(around.start());
        while (!level.isEmpty()) {
            levels.add(level);
            placed.addAll(level);
            Set<Handle> next = new LinkedHashSet<>();
            level.forEach(handle -> next.addAll(around.next(handle)));
            next.retainAll(around.known().keySet());
            next.removeAll(placed);
            level = List.copyOf(next);
        }
        return levels;
    }

    private int rows() {
        int rows = 1;
        for (List<List<Handle>> levels : List.of(before, after)) {
            for (List<Handle> level : levels) {
                rows = Math.max(rows, level.size());
            }
        }
        return rows;
    }

    /** @param step -1 to draw levels from the start to the left, 1 to the right */
    private void direction(Neighbourhood around, List<List<Handle>> levels, int step) {
        Map<Handle, Place> places = new HashMap<>();
        for (int distance = 0; distance < levels.size(); distance++) {
            List<Handle> level = levels.get(distance);
            for (int row = 0; row < level.size(); row++) {
                places.put(level.get(row), new Place(before.size() - 1 + step * distance, row));
            }
        }
        places.forEach((handle, place) -> {
            for (Handle next : around.next(handle)) {
                Place other = places.get(next);
                if (other != null) {
                    edge(step < 0 ? other : place, step < 0 ? place : other);
                }
            }
        });
        places.remove(model.handle());
        places.forEach((handle, place) -> box(handle, place, around.known().get(handle)));
    }

    /** From the right side of an input to the left side of a computation on it. */
    private void edge(Place input, Place computation) {
        html.empty(
                "line",
                "x1",
                String.valueOf(input.x() + BOX_WIDTH),
                "y1",
                String.valueOf(input.y() + BOX_HEIGHT / 2),
                "x2",
                String.valueOf(computation.x()),
                "y2",
                String.valueOf(computation.y() + BOX_HEIGHT / 2));
    }

    private void box(Handle handle, Place place, @Nullable Known value) {
        ValueState state = ValueState.of(value);
        html.open("g", "class", handle.equals(model.handle()) ? "start " + state.kind() : state.kind());
        html.empty(
                "rect",
                "x",
                String.valueOf(place.x()),
                "y",
                String.valueOf(place.y()),
                "width",
                String.valueOf(BOX_WIDTH),
                "height",
                String.valueOf(BOX_HEIGHT),
                "rx",
                "5");
        String hex = handle.hex();
        line(place, 17, hex.length() > SHOWN ? hex.substring(0, SHOWN) + "…" : hex);
        line(place, 33, state.word() + state.operation());
        html.close();
    }

    private void line(Place place, int down, String text) {
        html.element(
                "text",
                text,
                "x",
                String.valueOf(place.x() + 7),
                "y",
                String.valueOf(place.y() + down),
                "class",
                "label");
    }

    /** A position, from the upper left corner. */
    private record Place(int column, int row) {
        int x() {
            return MARGIN + column * COLUMN;
        }

        int y() {
            return MARGIN + row * ROW;
        }
    }
}
