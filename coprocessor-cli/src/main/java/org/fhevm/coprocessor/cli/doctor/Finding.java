package org.fhevm.coprocessor.cli.doctor;

import java.util.Locale;

/** The result of one check. */
sealed interface Finding {
    /** The checked part. */
    String subject();

    /** The facts. */
    String detail();

    /** The word for it in answers. */
    default String verdict() {
        return switch (this) {
            case Fine fine -> "ok";
            case Doubtful doubtful -> "doubtful";
            case Broken broken -> "broken";
        };
    }

    /** One line, the verdict first. */
    default String line() {
        String shown = this instanceof Broken ? verdict().toUpperCase(Locale.ROOT) : verdict();
        return String.format("%-9s %-16s %s", shown, subject(), detail());
    }

    /** In order. */
    record Fine(String subject, String detail) implements Finding {}

    /** Works, but not as well as it could; the detail names the remedy. */
    record Doubtful(String subject, String detail) implements Finding {}

    /** Does not work; the detail names the remedy. */
    record Broken(String subject, String detail) implements Finding {}
}
