package org.fhevm.tfhe.zk;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointDecoding;

/**
 * A proof with checked points.
 *
 * @param cHat ĉ in G2, the commitment to the witness
 * @param cY c_y in G1, the commitment to its products with y
 * @param pi π in G1
 * @param opening the additional part of a proof of the proof load
 */
public record Proof(CurvePoint cHat, CurvePoint cY, CurvePoint pi, Optional<Opening> opening) {
    /** Checks the points of a proof, and that the optional ones are all there or all missing. */
    public static Optional<Proof> decode(EncodedProof encoded) {
        if (!encoded.isConformant()) {
            return Optional.empty();
        }
        PointDecoding first = new PointDecoding(Group.G1);
        PointDecoding second = new PointDecoding(Group.G2);
        Optional<Optional<Opening>> opening = decodeOpening(encoded, first, second);
        return opening.flatMap(present -> second.decode(encoded.cHat())
                .flatMap(cHat -> first.decode(encoded.cY())
                        .flatMap(cY -> first.decode(encoded.pi()).map(pi -> new Proof(cHat, cY, pi, present)))));
    }

    private static Optional<Optional<Opening>> decodeOpening(
            EncodedProof encoded, PointDecoding first, PointDecoding second) {
        if (encoded.cHatT().isEmpty()
                || encoded.cH().isEmpty()
                || encoded.piKzg().isEmpty()) {
            return Optional.of(Optional.empty());
        }
        EncodedCurvePoint cHatT = encoded.cHatT().get();
        EncodedCurvePoint cH = encoded.cH().get();
        EncodedCurvePoint piKzg = encoded.piKzg().get();
        return second.decode(cHatT)
                .flatMap(t ->
                        first.decode(cH).flatMap(h -> first.decode(piKzg).map(k -> Optional.of(new Opening(t, h, k)))));
    }

    /** The form that lists carry. */
    public EncodedProof encode() {
        return new EncodedProof(
                PointDecoding.encode(cHat),
                PointDecoding.encode(cY),
                PointDecoding.encode(pi),
                opening.map(o -> PointDecoding.encode(o.cHatT())),
                opening.map(o -> PointDecoding.encode(o.cH())),
                opening.map(o -> PointDecoding.encode(o.piKzg())));
    }

    /**
     * Commitments to the verifier's sums, and the proof that they are.
     *
     * @param cHatT ĉ_t in G2
     * @param cH c_h in G1
     * @param piKzg π_kzg in G1
     */
    public record Opening(CurvePoint cHatT, CurvePoint cH, CurvePoint piKzg) {}
}
