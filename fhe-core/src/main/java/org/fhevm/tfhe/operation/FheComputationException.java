package org.fhevm.tfhe.operation;

/**
 * A computation that can never succeed, however often it is tried: for example a division by a clear zero. It harms
 * nothing but its own result. The message is for operators and holds no value that was encrypted.
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
