package org.fhevm.tfhe.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of vector manifests: objects are maps, arrays lists, numbers {@link BigDecimal}. For trusted input.
 */
final class VectorJson {
    private final String text;
    private int position;

    private VectorJson(String text) {
        this.text = text;
    }

    static @Nullable Object parse(String text) {
        VectorJson json = new VectorJson(text);
        Object value = json.value();
        if (json.peek() != '\0') {
            throw json.unexpected();
        }
        return value;
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", Boolean.TRUE);
            case 'f' -> literal("false", Boolean.FALSE);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        take('{');
        while (peek() != '}') {
            String name = string();
            take(':');
            fields.put(name, value());
            if (peek() != '}') {
                take(',');
            }
        }
        take('}');
        return fields;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> elements = new ArrayList<>();
        take('[');
        while (peek() != ']') {
            elements.add(value());
            if (peek() != ']') {
                take(',');
            }
        }
        take(']');
        return elements;
    }

    private String string() {
        take('"');
        StringBuilder result = new StringBuilder();
        while (text.charAt(position) != '"') {
            char c = text.charAt(position++);
            result.append(c == '\\' ? escaped() : c);
        }
        position++;
        return result.toString();
    }

    private char escaped() {
        char c = text.charAt(position++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'u' -> {
                position += 4;
                yield (char) Integer.parseInt(text, position - 4, position, 16);
            }
            default -> c;
        };
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        if (!text.startsWith(word, position)) {
            throw unexpected();
        }
        position += word.length();
        return value;
    }

    private BigDecimal number() {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        if (start == position) {
            throw unexpected();
        }
        return new BigDecimal(text.substring(start, position));
    }

    /** The next character that is not white space, or 0 at the end. */
    private char peek() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw unexpected();
        }
        position++;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("unexpected JSON at character " + position);
    }
}
