package org.fhevm.coprocessor.common.computation;

/** A computation that was refused before any work. {@link #error()} is the reason. */
public final class OperationRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient OperationError error;

    public OperationRefusedException(OperationError error) {
        super(error.toString(), null, false, false); // An answer to the caller, not a place in our code.
        this.error = error;
    }

    public OperationError error() {
        return error;
    }
}
