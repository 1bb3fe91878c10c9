package org.fhevm.coprocessor.worker.complete;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a write failed because of the data, so that writing them again would fail again. */
final class PermanentWriteError {
    /**
     * Classes of SQL states about the data: data exceptions, violated constraints and checks, limits of the program,
     * and errors that triggers raise.
     */
    private static final Set<String> CLASSES_ABOUT_DATA = Set.of("22", "23", "44", "54", "P0");

    private PermanentWriteError() {}

    /**
     * A failure that did not come from the database is a defect of ours that these data reveal: it would occur again.
     */
    static boolean isPermanent(RuntimeException failure) {
        SQLException answer = answer(failure);
        if (answer == null) {
            return true;
        }
        String state = Objects.requireNonNullElse(answer.getSQLState(), "");
        return state.length() == 5 && CLASSES_ABOUT_DATA.contains(state.substring(0, 2));
    }

    /** For the row's error message. */
    static String reason(RuntimeException failure) {
        SQLException answer = answer(failure);
        String text = answer == null ? failure.toString() : String.valueOf(answer.getMessage());
        return "the result cannot be stored: " + text.lines().findFirst().orElse("no reason given");
    }

    /** The innermost answer: the outer ones describe batches and statements. */
    private static @Nullable SQLException answer(Throwable failure) {
        SQLException innermost = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException answer) {
                innermost = answer;
            }
        }
        return innermost;
    }
}
