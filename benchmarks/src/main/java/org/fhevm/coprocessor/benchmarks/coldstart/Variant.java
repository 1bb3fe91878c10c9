package org.fhevm.coprocessor.benchmarks.coldstart;

/**
 * One way to start workers.
 *
 * @param name in the table
 * @param launcher the file that is run
 * @param javaOptions added to the options of the JVM
 */
record Variant(String name, String launcher, String javaOptions) {
    /** @param text {@code NAME=LAUNCHER [JVM OPTIONS]} */
    static Variant parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 1) {
            throw new IllegalArgumentException("a variant is NAME=LAUNCHER [JVM OPTIONS], not " + text);
        }
        String command = text.substring(sign + 1).strip();
        int blank = command.indexOf(' ');
        return blank < 0
                ? new Variant(text.substring(0, sign), command, "")
                : new Variant(
                        text.substring(0, sign),
                        command.substring(0, blank),
                        command.substring(blank).strip());
    }
}
