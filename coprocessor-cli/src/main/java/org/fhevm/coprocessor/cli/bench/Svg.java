package org.fhevm.coprocessor.cli.bench;

import java.util.Locale;

/** Builds a picture from rectangles, lines and texts. Lengths are in pixels, from the upper left corner. */
public final class Svg {
    private final StringBuilder elements = new StringBuilder();
    private final double width;
    private final double height;

    public Svg(double width, double height) {
        this.width = width;
        this.height = height;
    }

    public void rectangle(double x, double y, double wide, double high, String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, wide, high, colour);
    }

    public void line(double fromX, double fromY, double toX, double toY, String colour) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", fromX, fromY, toX, toY, colour);
    }

    /** @param y the base line */
    public void text(double x, double y, int size, Anchor anchor, String colour, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, size, anchor.name().toLowerCase(Locale.ROOT), colour, escaped(text));
    }

    /** The whole file. */
    public String document() {
        return String.format(
                        Locale.ROOT,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n<svg xmlns=\"http://www.w3.org/2000/svg\""
                                + " width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\""
                                + " font-family=\"Helvetica, Arial, sans-serif\">%n",
                        width,
                        height,
                        width,
                        height)
                + elements
                + "</svg>\n";
    }

    private void add(String element, Object... values) {
        elements.append("  ")
                .append(String.format(Locale.ROOT, element, values))
                .append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Position of a text relative to its point. */
    public enum Anchor {
        START,
        MIDDLE,
        END
    }
}
