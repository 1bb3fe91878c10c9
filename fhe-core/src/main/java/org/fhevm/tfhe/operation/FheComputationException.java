package org.fhevm.tfhe.operation;

/**
 * A computation that can never succeed, however often it is tried: for example a division by the scalar zero. Only its
 * own result fails. The message is for operators and contains no encrypted value.
 */
public final class FheComputationException extends Exception {
    private static final long serialVersionUID = 1L;

    public FheComputationException(String message) {
        super(message);
    }

    public FheComputationException(String message, Throwable cause) {
        super(message, cause);
    }
}
