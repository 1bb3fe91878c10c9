package org.fhevm.coprocessor.worker.trace;

/** A stage of a computation that has a span of its own. */
public enum Stage {
    /** From the insertion of the row to the beginning of the claim. */
    QUEUE("queue"),
    /** The transaction that claims it, together with others. */
    CLAIM("claim"),
    /** Gathers operands and evaluates. */
    COMPUTE("compute"),
    /** Compresses the result for storage. */
    COMPRESS("compress"),
    /** From the outcome to its acknowledgement: waits for its turn, and is written together with others. */
    WRITE("write");

    private final String spanName;

    Stage(String spanName) {
        this.spanName = spanName;
    }

    String spanName() {
        return spanName;
    }

    /** Whether the stage is a transaction. */
    boolean isInDatabase() {
        return switch (this) {
            case CLAIM, WRITE -> true;
            case QUEUE, COMPUTE, COMPRESS -> false;
        };
    }
}
