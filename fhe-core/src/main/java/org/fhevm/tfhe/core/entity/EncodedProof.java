package org.fhevm.tfhe.core.entity;

import org.jspecify.annotations.Nullable;

/**
 * The proof that a compact list is well formed, as a file states it; {@link EncodedCurvePoint} says how little has been
 * checked.
 *
 * <p>The three nullable points are present together if the prover did the heavy part of the work ("proof" load) and
 * absent together if it left that part to the verifier ("verify" load). A file can state any other combination, which
 * is not {@linkplain #isConformant() conformant}.
 *
 * @param cHat a point of G2
 * @param cY a point of G1
 * @param pi a point of G1
 * @param cHatT a point of G2
 * @param cH a point of G1
 * @param piKzg a point of G1
 */
public record EncodedProof(
        EncodedCurvePoint cHat,
        EncodedCurvePoint cY,
        EncodedCurvePoint pi,
        @Nullable EncodedCurvePoint cHatT,
        @Nullable EncodedCurvePoint cH,
        @Nullable EncodedCurvePoint piKzg) {
    /** A proof of the verify load. */
    public EncodedProof(EncodedCurvePoint cHat, EncodedCurvePoint cY, EncodedCurvePoint pi) {
        this(cHat, cY, pi, null, null, null);
    }

    /** Whether the nullable points are all present or all absent. */
    public boolean isConformant() {
        return (cHatT == null) == (cH == null) && (cH == null) == (piKzg == null);
    }
}
