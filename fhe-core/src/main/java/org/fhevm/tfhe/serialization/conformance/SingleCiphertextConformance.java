package org.fhevm.tfhe.serialization.conformance;

import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.SeededCiphertextCodec;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.shortint.SeededBlock;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Whether a single value is of the expected type and under keys of these parameters.
 *
 * @param parameters parameters of the key set
 */
public record SingleCiphertextConformance(ComputeParameters parameters) {
    private static final int CLEAN_NOISE_LEVEL = 1;

    /**
     * Refuses a value of another type or of other dimensions, moduli or order. Trivial values and values in the middle
     * of a computation pass.
     */
    public void requireShape(SingleCiphertext value, DataKind expected) throws MalformedInputException {
        String typeName = SingleCiphertextCodec.of(value.kind()).typeName();
        requireKind(typeName, value.kind(), expected);
        requireSeries(typeName, value.messageModulus(), value.carryModulus(), value.pbsOrder());
        for (ShortintCiphertext block : value.ciphertext().blocks()) {
            requireDimension(typeName, block.lweDimension());
        }
    }

    /** Refuses a seeded value of another type or of other dimensions, moduli or order. */
    public void requireShape(SeededCiphertext value, DataKind expected) throws MalformedInputException {
        String typeName = SeededCiphertextCodec.of(value.kind()).typeName();
        requireKind(typeName, value.kind(), expected);
        requireSeries(typeName, value.messageModulus(), value.carryModulus(), value.pbsOrder());
        for (SeededBlock block : value.blocks()) {
            requireDimension(typeName, block.lweDimension());
        }
    }

    /**
     * Also refuses values that are not clean, as tfhe-rs does: each block must have the full degree of its type and
     * noise level 1, which excludes trivial values.
     */
    public void requireClean(SingleCiphertext value, DataKind expected) throws MalformedInputException {
        requireShape(value, expected);
        String typeName = SingleCiphertextCodec.of(value.kind()).typeName();
        int degree = expected instanceof DataKind.Bool ? 1 : parameters.messageModulus() - 1;
        for (ShortintCiphertext block : value.ciphertext().blocks()) {
            requireEqual(typeName, "degree", block.degree(), degree);
            requireEqual(typeName, "noise level", block.noiseLevel(), CLEAN_NOISE_LEVEL);
        }
    }

    private static void requireKind(String typeName, DataKind found, DataKind expected) throws MalformedInputException {
        if (!found.equals(expected)) {
            throw NonConformance.of(typeName, "the value is " + found + " instead of " + expected);
        }
    }

    private void requireSeries(String typeName, int messageModulus, int carryModulus, PbsOrder order)
            throws MalformedInputException {
        requireEqual(typeName, "message modulus", messageModulus, parameters.messageModulus());
        requireEqual(typeName, "carry modulus", carryModulus, parameters.carryModulus());
        if (order != parameters.pbsOrder()) {
            throw NonConformance.of(typeName, "the order is " + order + " instead of " + parameters.pbsOrder());
        }
    }

    private void requireDimension(String typeName, int lweDimension) throws MalformedInputException {
        requireEqual(typeName, "LWE dimension", lweDimension, parameters.blockLweDimension());
    }

    private static void requireEqual(String typeName, String what, int found, int expected)
            throws MalformedInputException {
        if (found != expected) {
            throw NonConformance.of(typeName, "a block has " + what + " " + found + " instead of " + expected);
        }
    }
}
