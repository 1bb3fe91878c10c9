package org.fhevm.coprocessor.database.embedded;

/** The embedded server cannot run here. The message says why, and what to do instead. */
public final class EmbeddedPostgresException extends RuntimeException {
    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
