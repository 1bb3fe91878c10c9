package org.fhevm.coprocessor.cli.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.fhevm.coprocessor.common.logging.PrintableText;

/**
 * Writes HTML that is well-formed XML, too: every element is closed, every text and every attribute is escaped. There
 * is no way to write text that is not.
 */
final class HtmlWriter {
    /** Elements within a line of text, after which no line ends: that would show as a blank. */
    private static final Set<String> INLINE = Set.of("a", "code", "span", "strong", "time");

    private final StringBuilder html = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn; an empty value is written, too */
    HtmlWriter open(String element, String... attributes) {
        begin(element, attributes).append('>');
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    HtmlWriter close() {
        String element = open.pop();
        html.append("</").append(element).append(INLINE.contains(element) ? ">" : ">\n");
        return this;
    }

    /** An element without content, such as {@code meta}. */
    HtmlWriter empty(String element, String... attributes) {
        begin(element, attributes).append("/>");
        return this;
    }

    /** An element that contains a text only. */
    HtmlWriter element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    HtmlWriter text(String text) {
        escape(text);
        return this;
    }

    /** The document, all of whose elements are closed. */
    byte[] document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private StringBuilder begin(String element, String... attributes) {
        html.append('<').append(element);
        for (int index = 0; index < attributes.length; index += 2) {
            html.append(' ').append(attributes[index]).append("=\"");
            escape(attributes[index + 1]);
            html.append('"');
        }
        return html;
    }

    /** Control characters are written as in logs, since XML has none of them. */
    private void escape(String text) {
        String printable = PrintableText.of(text);
        for (int index = 0; index < printable.length(); index++) {
            char character = printable.charAt(index);
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                // The two that XML forbids besides those.
                case '\ufffe', '\uffff' -> html.append('\ufffd');
                default -> html.append(character);
            }
        }
    }
}
