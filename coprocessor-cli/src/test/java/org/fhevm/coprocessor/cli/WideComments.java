package org.fhevm.coprocessor.cli;

import java.util.ArrayList;
import java.util.List;

/** Finds lines of comments, and of prose in Markdown, that are too wide. Tables and code blocks do not count. */
final class WideComments {
    static final int COLUMNS = 120;

    private WideComments() {}

    /** The numbers of the wide lines. */
    static List<Integer> find(String file, String text) {
        List<Integer> wide = new ArrayList<>();
        List<String> lines = text.lines().toList();
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean counts;
            if (file.endsWith(".md")) {
                inside ^= line.startsWith("```");
                counts = !inside && !line.startsWith("|") && !line.startsWith("    ");
            } else {
                boolean begins = line.strip().startsWith("/*");
                counts = inside || begins || line.contains("// ");
                inside = (inside || begins) && !line.contains("*/");
            }
            if (counts && line.codePointCount(0, line.length()) > COLUMNS) {
                wide.add(i + 1);
            }
        }
        return wide;
    }
}
