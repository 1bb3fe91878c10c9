package org.fhevm.coprocessor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds whole words and phrases in text, in camel-case names, and across the lines of a comment. */
final class AvoidedWords {
    /** Between the words of a phrase: white space with the marks of a comment, or the hump of a name. */
    private static final String GAP = "(?:\\s+(?:(?://|\\*)\\s*)?|(?<=[a-z])(?=[A-Z]))";

    private static final String BEGINNING = "(?:(?<![A-Za-z0-9_])|(?<=[a-z0-9])(?=[A-Z]))";
    private static final String END = "(?![a-z0-9_])";

    private final Pattern pattern;

    /** @param words in lower case */
    AvoidedWords(List<String> words) {
        List<String> alternatives = new ArrayList<>();
        for (String word : words) {
            alternatives.add(anyCase(word));
        }
        pattern = Pattern.compile(BEGINNING + "(?:" + String.join("|", alternatives) + ")" + END);
    }

    /** A word matches in lower case, with a capital, and in capitals. */
    private static String anyCase(String phrase) {
        List<String> words = new ArrayList<>();
        for (String word : phrase.split(" ")) {
            String capital = word.substring(0, 1).toUpperCase(Locale.ROOT);
            words.add("(?:[" + capital + word.charAt(0) + "]" + word.substring(1) + "|" + word.toUpperCase(Locale.ROOT)
                    + ")");
        }
        return String.join(GAP, words);
    }

    /** The line and the word of each occurrence. */
    List<String> find(String text) {
        List<String> hits = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        int line = 1;
        int counted = 0;
        while (matcher.find()) {
            for (; counted < matcher.start(); counted++) {
                line += text.charAt(counted) == '\n' ? 1 : 0;
            }
            String word = matcher.group()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                    .replaceAll("[\\s/*]+", " ")
                    .toLowerCase(Locale.ROOT);
            hits.add(line + " " + word);
        }
        return hits;
    }
}
