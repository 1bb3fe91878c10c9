package org.fhevm.coprocessor.common.error;

/** Carries a {@link CoprocessorError} from the code that finds it to the edge that answers it. */
public final class CoprocessorException extends RuntimeException {
    private final transient CoprocessorError error;

    public CoprocessorException(CoprocessorError error) {
        super(error.toString());
        this.error = error;
    }

    public CoprocessorException(CoprocessorError error, Throwable cause) {
        super(error.toString(), cause);
        this.error = error;
    }

    public CoprocessorError error() {
        return error;
    }
}
