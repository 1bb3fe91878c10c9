package org.fhevm.coprocessor.worker.execute;

/** A computation that can never succeed because of its own content; the message becomes that of its row. */
final class UncomputableException extends Exception {
    UncomputableException(String message) {
        super(message, null, false, false); // Without a stack trace: the cause is in the row, not in the code.
    }
}
