package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.jspecify.annotations.Nullable;

/** The layout of the proof of a compact list. */
final class ProofLayout {
    private ProofLayout() {}

    static EncodedProof read(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("Proof");
        EncodedCurvePoint cHat = CurvePointLayout.G2.read(reader);
        EncodedCurvePoint cY = CurvePointLayout.G1.read(reader);
        EncodedCurvePoint pi = CurvePointLayout.G1.read(reader);
        EncodedCurvePoint cHatT = readOption(CurvePointLayout.G2, reader);
        EncodedCurvePoint cH = readOption(CurvePointLayout.G1, reader);
        EncodedCurvePoint piKzg = readOption(CurvePointLayout.G1, reader);
        return new EncodedProof(cHat, cY, pi, cHatT, cH, piKzg);
    }

    private static @Nullable EncodedCurvePoint readOption(CurvePointLayout group, BodyReader reader)
            throws MalformedInputException {
        return reader.option() ? group.read(reader) : null;
    }

    static void write(EncodedProof proof, BodyWriter writer) {
        writer.version(0);
        CurvePointLayout.G2.write(proof.cHat(), writer);
        CurvePointLayout.G1.write(proof.cY(), writer);
        CurvePointLayout.G1.write(proof.pi(), writer);
        writeOption(CurvePointLayout.G2, proof.cHatT(), writer);
        writeOption(CurvePointLayout.G1, proof.cH(), writer);
        writeOption(CurvePointLayout.G1, proof.piKzg(), writer);
    }

    private static void writeOption(CurvePointLayout group, @Nullable EncodedCurvePoint point, BodyWriter writer) {
        writer.option(point != null);
        if (point != null) {
            group.write(point, writer);
        }
    }
}
