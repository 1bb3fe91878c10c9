package org.fhevm.tfhe.serialization.conformance;

import java.util.List;
import java.util.Set;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Whether a client of this tenant could have made a proven list: all checks that are possible without the proofs, and
 * all that must precede any work on the list.
 *
 * <p>The sender chooses the block counts of the values freely. With T = ceil(sum / 2) LWE to hold them and proofs of at
 * most {@code crsCapacity} LWE, there must be parts of exactly crsCapacity, crsCapacity, …, remainder LWE, and no more.
 * tfhe-rs also accepts lists that it then cannot handle (without values, with values of no blocks or of widths that
 * have no type); those are refused here.
 *
 * @param parameters parameters of the tenant's compact public key
 * @param crsCapacity largest number of LWE in one proof, the number k of the tenant's public parameters
 */
public record ProvenListConformance(CompactKeyParameters parameters, int crsCapacity) {
    private static final String TYPE_NAME = ProvenCompactCiphertextListCodec.INSTANCE.typeName();
    private static final int BLOCKS_PER_LWE = 2;
    private static final int FRESH_NOISE_LEVEL = 1;
    private static final Set<Long> SUPPORTED_BITS = Set.of(4L, 8L, 16L, 32L, 64L, 128L, 160L, 256L, 512L, 1024L, 2048L);

    public ProvenListConformance {
        if (crsCapacity < 1) {
            throw new IllegalArgumentException("a proof cannot cover " + crsCapacity + " LWE");
        }
    }

    /**
     * Refuses a list that does not conform.
     *
     * @throws UnsupportedKindException if only the type of a value is unsupported
     * @throws MalformedInputException if the list is malformed
     */
    public void require(ProvenCompactCiphertextList list) throws MalformedInputException {
        if (list.kinds().isEmpty() || list.parts().isEmpty()) {
            throw refusal("the list has " + list.kinds().size() + " values in "
                    + list.parts().size() + " parts");
        }
        requireParts(list.parts(), lweNeeded(list.kinds()));
        requireSupported(list.kinds());
    }

    /** The sum cannot overflow: it has fewer than 2^31 terms, each below 2^31. */
    private static long lweNeeded(List<DataKind> kinds) throws MalformedInputException {
        long blocks = 0;
        for (DataKind kind : kinds) {
            if (kind.blockCount() < 1) {
                throw refusal("a value has no blocks");
            }
            blocks += kind.blockCount();
        }
        return Math.ceilDiv(blocks, (long) BLOCKS_PER_LWE);
    }

    private void requireParts(List<Part> parts, long lweNeeded) throws MalformedInputException {
        long remaining = lweNeeded;
        for (int i = 0; i < parts.size(); i++) {
            if (remaining == 0) {
                throw refusal("part " + i + " is one too many");
            }
            int expected = (int) Math.min(remaining, crsCapacity);
            requirePart(i, parts.get(i), expected);
            remaining -= expected;
        }
        if (remaining > 0) {
            throw refusal(remaining + " LWE are missing");
        }
    }

    private void requirePart(int index, Part part, int expectedCount) throws MalformedInputException {
        if (!part.proof().isConformant()) {
            throw refusal("the proof of part " + index + " has some of its optional points and lacks others");
        }
        CompactBlockList blocks = part.blocks();
        LweCompactCiphertextList ciphertexts = blocks.ciphertexts();
        requireEqual(index, "LWE count", ciphertexts.lweCount(), expectedCount);
        requireEqual(index, "LWE dimension", ciphertexts.lweDimension(), parameters.lweDimension());
        requireEqual(index, "message modulus", blocks.messageModulus(), parameters.messageModulus());
        requireEqual(index, "carry modulus", blocks.carryModulus(), parameters.carryModulus());
        requireEqual(index, "degree", blocks.degree(), packedDegree());
        requireEqual(index, "noise level", blocks.noiseLevel(), FRESH_NOISE_LEVEL);
        if (!blocks.expansion().equals(parameters.expansion())) {
            throw refusal("part " + index + " has expansion " + blocks.expansion() + ", the key has "
                    + parameters.expansion());
        }
    }

    /** Two blocks fill message and carry. */
    private int packedDegree() {
        return parameters.messageModulus() * parameters.carryModulus() - 1;
    }

    private static void requireEqual(int index, String what, int found, int expected) throws MalformedInputException {
        if (found != expected) {
            throw refusal("part " + index + " has " + what + " " + found + " instead of " + expected);
        }
    }

    private void requireSupported(List<DataKind> kinds) throws UnsupportedKindException {
        int messageBits = Integer.numberOfTrailingZeros(parameters.messageModulus());
        for (DataKind kind : kinds) {
            boolean supported = switch (kind) {
                case DataKind.Bool bool -> true;
                case DataKind.Unsigned unsigned -> SUPPORTED_BITS.contains((long) unsigned.blocks() * messageBits);
                case DataKind.Signed signed -> false;
            };
            if (!supported) {
                throw new UnsupportedKindException(kind, messageBits);
            }
        }
    }

    private static MalformedInputException refusal(String detail) {
        return NonConformance.of(TYPE_NAME, detail);
    }
}
