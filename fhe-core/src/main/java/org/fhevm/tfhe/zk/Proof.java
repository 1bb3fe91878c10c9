package org.fhevm.tfhe.zk;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointDecoding;

/** A proof with checked points: of the verify load or of the proof load. */
public sealed interface Proof {
    /** ĉ in G2, the commitment to the witness. */
    CurvePoint cHat();

    /** c_y in G1, the commitment to its products with y. */
    CurvePoint cY();

    /** π in G1. */
    CurvePoint pi();

    /** Checks the points of a proof, and that the nullable ones are all there or all missing. */
    static Optional<Proof> decode(EncodedProof encoded) {
        if (!encoded.isConformant()) {
            return Optional.empty();
        }
        PointDecoding first = new PointDecoding(Group.G1);
        PointDecoding second = new PointDecoding(Group.G2);
        EncodedCurvePoint cHatT = encoded.cHatT();
        EncodedCurvePoint cH = encoded.cH();
        EncodedCurvePoint piKzg = encoded.piKzg();
        if (cHatT == null || cH == null || piKzg == null) {
            return decodeSummed(encoded, first, second).map(proof -> proof);
        }
        return second.decode(cHatT)
                .flatMap(t -> first.decode(cH).flatMap(h -> first.decode(piKzg).map(k -> new Opening(t, h, k))))
                .flatMap(opening -> decodeSummed(encoded, first, second).map(summed -> summed.with(opening)));
    }

    private static Optional<VerifyLoad> decodeSummed(EncodedProof encoded, PointDecoding first, PointDecoding second) {
        return second.decode(encoded.cHat())
                .flatMap(cHat -> first.decode(encoded.cY())
                        .flatMap(cY -> first.decode(encoded.pi()).map(pi -> new VerifyLoad(cHat, cY, pi))));
    }

    /** The form that lists carry. */
    EncodedProof encode();

    /** A proof whose large sums the verifier computes. */
    record VerifyLoad(CurvePoint cHat, CurvePoint cY, CurvePoint pi) implements Proof {
        /** The same proof of the proof load. */
        ProofLoad with(Opening opening) {
            return new ProofLoad(cHat, cY, pi, opening);
        }

        @Override
        public EncodedProof encode() {
            return new EncodedProof(PointDecoding.encode(cHat), PointDecoding.encode(cY), PointDecoding.encode(pi));
        }
    }

    /** A proof with the large sums, which the prover has computed. */
    record ProofLoad(CurvePoint cHat, CurvePoint cY, CurvePoint pi, Opening opening) implements Proof {
        @Override
        public EncodedProof encode() {
            return new EncodedProof(
                    PointDecoding.encode(cHat),
                    PointDecoding.encode(cY),
                    PointDecoding.encode(pi),
                    PointDecoding.encode(opening.cHatT()),
                    PointDecoding.encode(opening.cH()),
                    PointDecoding.encode(opening.piKzg()));
        }
    }

    /**
     * Commitments to the verifier's sums, and the proof that they are.
     *
     * @param cHatT ĉ_t in G2
     * @param cH c_h in G1
     * @param piKzg π_kzg in G1
     */
    record Opening(CurvePoint cHatT, CurvePoint cH, CurvePoint piKzg) {}
}
