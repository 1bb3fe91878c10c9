package org.fhevm.coprocessor.worker.plan;

import java.util.Optional;
import java.util.function.Function;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.ParameterSet;

/**
 * How much memory a computation takes from being claimed until its result is stored. A count of computations would not
 * bound memory: a boolean is one block, the widest type 1024.
 */
public final class Footprint {
    /** Mask and body of one block. Keys of other parameters give blocks of the same order of size. */
    private static final long BYTES_PER_BLOCK =
            (ParameterSet.FHEVM_0_6.compute().blockLweDimension() + 1L) * Long.BYTES;

    private Footprint() {}

    /**
     * Bytes of the result, of the inputs read from the database (each counted in full, even if computations share it),
     * and of the intermediate values of the operation. Inputs that were computed here count for their own computations.
     *
     * @param stored types of inputs that are read from the database
     */
    public static long bytes(QueuedComputation computation, Function<TenantHandle, Optional<FheType>> stored) {
        long blocks = computation.resultType().blocks() + intermediateBlocks(computation);
        for (Handle input : computation.inputs()) {
            blocks += stored.apply(computation.qualified(input))
                    .map(FheType::blocks)
                    .orElse(0);
        }
        return blocks * BYTES_PER_BLOCK;
    }

    /**
     * Multiplication holds the products of all pairs of digits that matter at once, and division multiplies. Other
     * operations hold little more than their result.
     */
    private static long intermediateBlocks(QueuedComputation computation) {
        long blocks = computation.resultType().blocks();
        return switch (computation.operation()) {
            case MUL, DIV, REM -> blocks * (blocks + 1) / 2;
            default -> 0;
        };
    }
}
