package org.fhevm.coprocessor.common.logging;

/** Text from outside in a form that is safe in a line and on a terminal. */
public final class PrintableText {
    private PrintableText() {}

    /**
     * The text with control characters (line ends, escape sequences), invisible formatting such as a change of the
     * reading direction, and halves of surrogate pairs written as escapes: {@code \n}, {@code \u001b}. The same
     * string if it has none.
     */
    public static String of(String text) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (isUnsafe(character)) {
                return escaped(text, i);
            }
            i += Character.charCount(character);
        }
        return text;
    }

    private static String escaped(String text, int firstUnsafe) {
        StringBuilder result = new StringBuilder(text.length() + 16).append(text, 0, firstUnsafe);
        text.codePoints().skip(text.codePointCount(0, firstUnsafe)).forEach(character -> {
            if (isUnsafe(character)) {
                escape(character, result);
            } else {
                result.appendCodePoint(character);
            }
        });
        return result.toString();
    }

    private static boolean isUnsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static void escape(int character, StringBuilder result) {
        switch (character) {
            case '\n' -> result.append("\\n");
            case '\r' -> result.append("\\r");
            case '\t' -> result.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    result.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
