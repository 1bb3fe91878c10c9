package org.fhevm.tfhe.operation;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Computes on encrypted values under the keys of one tenant.
 *
 * <p>Evaluators may be used by any number of threads at once. The work itself is done by the shared pool of FHE
 * threads; a caller only waits for it, so that a virtual thread is the right place to call from.
 */
public interface FheEvaluator {

    /**
     * The result of one operation.
     *
     * @param resultType as {@link OperationTyping} found it
     * @param operands as the operation's row in {@link FheOperation} demands; their types have been checked
     * @throws FheComputationException if no result exists, as for a division by a clear zero
     */
    FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands)
            throws FheComputationException;

    /**
     * A value in encrypted form that hides nothing: computations treat it like any other, everybody can read it.
     *
     * @param bigEndian decoded by {@link ScalarDecoding#trivialValue}; borrowed
     */
    FheValue trivialEncrypt(FheType type, byte[] bigEndian);

    /** The bytes in which a value is stored: a safe-serialized compressed list of one element. */
    byte[] compress(FheValue value);

    /**
     * A stored value.
     *
     * @param stored what {@link #compress} gave; borrowed
     * @throws MalformedInputException if these bytes are not a list with one element of this type
     */
    FheValue decompress(byte[] stored, FheType type) throws MalformedInputException;

    /**
     * The values of an input list, in order, under the keys of computation. The proofs of the list are not verified
     * here.
     *
     * @param list conformant with the parameters of the tenant's public key
     * @throws MalformedInputException if an element is of a kind that no {@link FheType} stands for
     */
    List<FheValue> expand(ProvenCompactCiphertextList list) throws MalformedInputException;

    /**
     * Some of the blocks of an input list, counted over all its values: what {@link #expand} does, in pieces, so that a
     * caller can give way to others between them. Blocks of whole values make an {@link FheValue}.
     *
     * @param list conformant with the parameters of the tenant's public key
     * @param from first block
     * @param to end of the range, exclusive
     * @throws MalformedInputException if an element is of a kind that no {@link FheType} stands for
     */
    default List<ShortintCiphertext> expandBlocks(ProvenCompactCiphertextList list, int from, int to)
            throws MalformedInputException {
        List<ShortintCiphertext> all = new ArrayList<>();
        expand(list).forEach(value -> all.addAll(value.ciphertext().blocks()));
        return List.copyOf(all.subList(from, to));
    }
}
