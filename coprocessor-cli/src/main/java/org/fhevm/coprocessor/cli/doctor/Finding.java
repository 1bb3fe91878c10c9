package org.fhevm.coprocessor.cli.doctor;

/** The result of one check. */
sealed interface Finding {
    /** The checked part. */
    String subject();

    /** The facts. */
    String detail();

    /** One line, the verdict first. */
    default String line() {
        String verdict = switch (this) {
            case Fine fine -> "ok";
            case Doubtful doubtful -> "doubtful";
            case Broken broken -> "BROKEN";
        };
        return String.format("%-9s %-16s %s", verdict, subject(), detail());
    }

    /** In order. */
    record Fine(String subject, String detail) implements Finding {}

    /** Works, but not as well as it could; the detail names the remedy. */
    record Doubtful(String subject, String detail) implements Finding {}

    /** Does not work; the detail names the remedy. */
    record Broken(String subject, String detail) implements Finding {}
}
