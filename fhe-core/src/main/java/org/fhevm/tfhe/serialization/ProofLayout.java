package org.fhevm.tfhe.serialization;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;

/** The layout of the proof of a compact list. */
final class ProofLayout {
    private ProofLayout() {}

    static EncodedProof read(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("Proof");
        EncodedCurvePoint cHat = CurvePointLayout.G2.read(reader);
        EncodedCurvePoint cY = CurvePointLayout.G1.read(reader);
        EncodedCurvePoint pi = CurvePointLayout.G1.read(reader);
        Optional<EncodedCurvePoint> cHatT = readOptional(CurvePointLayout.G2, reader);
        Optional<EncodedCurvePoint> cH = readOptional(CurvePointLayout.G1, reader);
        Optional<EncodedCurvePoint> piKzg = readOptional(CurvePointLayout.G1, reader);
        return new EncodedProof(cHat, cY, pi, cHatT, cH, piKzg);
    }

    private static Optional<EncodedCurvePoint> readOptional(CurvePointLayout group, BodyReader reader)
            throws MalformedInputException {
        return reader.option() ? Optional.of(group.read(reader)) : Optional.empty();
    }

    static void write(EncodedProof proof, BodyWriter writer) {
        writer.version(0);
        CurvePointLayout.G2.write(proof.cHat(), writer);
        CurvePointLayout.G1.write(proof.cY(), writer);
        CurvePointLayout.G1.write(proof.pi(), writer);
        writeOptional(CurvePointLayout.G2, proof.cHatT(), writer);
        writeOptional(CurvePointLayout.G1, proof.cH(), writer);
        writeOptional(CurvePointLayout.G1, proof.piKzg(), writer);
    }

    private static void writeOptional(CurvePointLayout group, Optional<EncodedCurvePoint> point, BodyWriter writer) {
        writer.option(point.isPresent());
        point.ifPresent(present -> group.write(present, writer));
    }
}
