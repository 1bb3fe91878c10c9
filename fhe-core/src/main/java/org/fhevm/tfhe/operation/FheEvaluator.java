package org.fhevm.tfhe.operation;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Computes on encrypted values under the keys of one tenant.
 *
 * <p>Evaluators may be used by any number of threads at once. The shared pool of FHE threads does the work, and a
 * caller only waits for it, so a virtual thread is the right caller.
 */
public interface FheEvaluator {
    /**
     * An evaluator over the same keys whose bootstraps are counted. Evaluators that run none return themselves.
     *
     * @param counter counts the bootstraps of the returned evaluator, besides those of others that it is given to
     */
    default FheEvaluator withCounter(BootstrapCounter counter) {
        return this;
    }

    /**
     * The result of one operation.
     *
     * @param resultType as the operation's row in {@link FheOperation} derives it
     * @param operands as that row requires; callers have checked their types
     * @throws FheComputationException if no result exists, as for a division by the scalar zero
     */
    FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands)
            throws FheComputationException;

    /**
     * A value in encrypted form that hides nothing: computations treat it like any other, but it is readable without
     * the key.
     *
     * @param bigEndian decoded by {@link ScalarDecoding#trivialValue}; borrowed
     */
    FheValue trivialEncrypt(FheType type, byte[] bigEndian);

    /** The stored form of a value: a safe-serialized compressed list of one element. */
    byte[] compress(FheValue value);

    /**
     * Restores a stored value.
     *
     * @param stored the output of {@link #compress}; borrowed
     * @throws MalformedInputException if these bytes are not a list with one element of this type
     */
    FheValue decompress(byte[] stored, FheType type) throws MalformedInputException;

    /**
     * The values of an input list, in order, under the keys of computation. The proofs of the list are not verified
     * here.
     *
     * @param list conformant with the parameters of the tenant's public key
     * @throws MalformedInputException if no {@link FheType} has the kind of an element
     */
    List<FheValue> expand(ProvenCompactCiphertextList list) throws MalformedInputException;

    /**
     * Some of the blocks of an input list, counted over all its values: {@link #expand} in pieces, so that a caller can
     * let other work run between them. The blocks of a value make an {@link FheValue}.
     *
     * @param list conformant with the parameters of the tenant's public key
     * @param from first block
     * @param to end of the range, exclusive
     * @throws MalformedInputException if no {@link FheType} has the kind of an element
     */
    default List<ShortintCiphertext> expandBlocks(ProvenCompactCiphertextList list, int from, int to)
            throws MalformedInputException {
        List<ShortintCiphertext> all = new ArrayList<>();
        expand(list).forEach(value -> all.addAll(value.ciphertext().blocks()));
        return List.copyOf(all.subList(from, to));
    }
}
