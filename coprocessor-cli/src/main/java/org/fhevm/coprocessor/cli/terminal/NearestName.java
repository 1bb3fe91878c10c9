package org.fhevm.coprocessor.cli.terminal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was probably meant: the one with the smallest edit distance (Levenshtein, 1966). */
public final class NearestName {
    /** Of this many letters one may be wrong. */
    private static final int LETTERS_PER_ERROR = 3;

    /** Longer texts are no mistyped names, and cost time. */
    private static final int LONGEST = 100;

    private NearestName() {}

    /** The nearest of the names, if one is near enough. */
    public static Optional<String> to(String text, Collection<String> names) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> distance(text, name) <= Math.max(1, name.length() / LETTERS_PER_ERROR))
                .min(Comparator.<String>comparingInt(name -> distance(text, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean NAME?"}, or nothing. */
    public static String question(String text, Collection<String> names) {
        return to(text, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** Number of letters to insert, remove or replace; one row of the table at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
