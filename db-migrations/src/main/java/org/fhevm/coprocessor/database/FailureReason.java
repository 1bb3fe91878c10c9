package org.fhevm.coprocessor.database;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;

/**
 * The reason why a connection failed, or why there is no password for one, on one line and in the words of the driver,
 * the server or the system. It repeats what the failure says; {@link SetUpDataSource} removes the secrets from failures
 * that it throws.
 */
final class FailureReason {
    private FailureReason() {}

    static String of(SQLException failure) {
        String text = firstLine(failure);
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException unknown) {
            return "the host " + unknown.getMessage() + " is unknown";
        }
        String cause = firstLine(root);
        return text.contains(cause) ? text : text + " " + cause;
    }

    static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "access is denied";
            default -> firstLine(failure);
        };
    }

    private static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    }
}
