package org.fhevm.tfhe.serialization.conformance;

import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/**
 * Whether a list of packed values was packed under keys of this shape. Reading has already made sure that the list is
 * consistent in itself.
 *
 * @param messageModulus message modulus of the blocks
 * @param carryModulus carry modulus of the blocks
 * @param pbsOrder order of keyswitch and bootstrap of the blocks
 * @param glweDimension GLWE dimension of the packing key
 * @param polynomialSize polynomial size of the packing key
 * @param lwePerGlwe blocks per GLWE
 * @param storageLogModulus bits kept of each coefficient
 */
public record CompressedListConformance(
        int messageModulus,
        int carryModulus,
        PbsOrder pbsOrder,
        int glweDimension,
        int polynomialSize,
        int lwePerGlwe,
        int storageLogModulus) {
    private static final String TYPE_NAME = CompressedCiphertextListCodec.INSTANCE.typeName();

    /**
     * The shape of lists that a server key makes.
     *
     * @throws IllegalArgumentException if the key has no compression part
     */
    public static CompressedListConformance of(ServerKeyParts<?, ?, ?> key) {
        ServerKeyParts.Compression<?> compression = key.compression()
                .orElseThrow(() -> new IllegalArgumentException("the server key has no compression key"));
        return new CompressedListConformance(
                key.messageModulus(),
                key.carryModulus(),
                key.pbsOrder(),
                compression.key().glweDimension(),
                compression.key().polynomialSize(),
                compression.lwePerGlwe(),
                compression.storageLogModulus());
    }

    /** Refuses a list that does not conform. */
    public void require(CompressedCiphertextList list) throws MalformedInputException {
        requireEqual("message modulus", list.messageModulus(), messageModulus);
        requireEqual("carry modulus", list.carryModulus(), carryModulus);
        requireEqual("number of LWE per GLWE", list.lwePerGlwe(), lwePerGlwe);
        if (list.pbsOrder() != pbsOrder) {
            throw NonConformance.of(TYPE_NAME, "the order is " + list.pbsOrder() + " instead of " + pbsOrder);
        }
        for (PackedGlwe glwe : list.glwes()) {
            requireEqual("GLWE dimension", glwe.glweDimension(), glweDimension);
            requireEqual("polynomial size", glwe.polynomialSize(), polynomialSize);
            requireEqual("log2 of the storage modulus", glwe.logModulus(), storageLogModulus);
        }
    }

    private static void requireEqual(String what, int found, int expected) throws MalformedInputException {
        if (found != expected) {
            throw NonConformance.of(TYPE_NAME, what + " " + found + " instead of " + expected);
        }
    }
}
