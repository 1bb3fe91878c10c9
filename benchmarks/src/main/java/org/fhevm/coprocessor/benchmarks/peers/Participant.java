package org.fhevm.coprocessor.benchmarks.peers;

import java.util.List;

/**
 * A program that is compared.
 *
 * @param label its column in the tables
 */
record Participant(String label, List<String> command) {
    Participant {
        command = List.copyOf(command);
        if (label.isBlank() || label.contains("\t") || command.isEmpty()) {
            throw new IllegalArgumentException("a participant is a label and a command, one word on each line");
        }
    }

    /** Reads the label and the words of the command, each on a line of its own. */
    static Participant parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a participant has a label");
        }
        return new Participant(lines.getFirst(), lines.subList(1, lines.size()));
    }
}
