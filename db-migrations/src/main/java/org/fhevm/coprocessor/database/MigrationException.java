package org.fhevm.coprocessor.database;

/** The schema could not be migrated, or its version could not be read. */
public final class MigrationException extends RuntimeException {
    MigrationException(String message, Throwable cause) {
        super(message + ": " + firstLine(cause), cause);
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.strip().lines().findFirst().orElse(message);
    }
}
