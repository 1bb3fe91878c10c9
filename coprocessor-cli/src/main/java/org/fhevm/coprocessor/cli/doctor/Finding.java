package org.fhevm.coprocessor.cli.doctor;

/** What was found about one thing. */
sealed interface Finding {
    /** What was looked at. */
    String subject();

    /** What is so. */
    String detail();

    /** In order. */
    record Fine(String subject, String detail) implements Finding {}

    /** Works, but not as well as it could; the detail says what would help. */
    record Doubtful(String subject, String detail) implements Finding {}

    /** Does not work; the detail says what would help. */
    record Broken(String subject, String detail) implements Finding {}

    /** One line, the verdict first. */
    default String line() {
        String verdict = switch (this) {
            case Fine fine -> "ok";
            case Doubtful doubtful -> "doubtful";
            case Broken broken -> "BROKEN";
        };
        return String.format("%-9s %-16s %s", verdict, subject(), detail());
    }
}
