package org.fhevm.coprocessor.cli.terminal;

/** A command failed. The message is for its user: the reason and the remedy. */
public final class CommandFailure extends RuntimeException {
    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
