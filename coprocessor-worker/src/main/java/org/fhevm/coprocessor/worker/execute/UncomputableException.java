package org.fhevm.coprocessor.worker.execute;

/** A computation that can never succeed, for a reason of its own; the message becomes that of its row. */
final class UncomputableException extends Exception {
    UncomputableException(String message) {
        super(message, null, false, false); // A verdict, not a place in our code.
    }
}
