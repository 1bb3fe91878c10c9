package org.fhevm.coprocessor.cli.terminal;

/** A command cannot do what it was asked to. The message is for the person who asked: what failed, and what helps. */
public final class CommandFailure extends RuntimeException {
    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
