package org.fhevm.tfhe.zk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.AllocationBound;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointDecoding;
import org.fhevm.tfhe.zk.curve.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary bytes for all that decides about proofs: lists with proofs as the server reads and verifies them, public
 * parameters with their validation, and points. Nothing throws but {@link MalformedInputException}, and no list is
 * accepted but those of the vectors.
 *
 * <p>As ordinary tests these run over the committed corpus; {@code benchmarks/fuzz} looks for new inputs.
 */
class ProofFuzzTest {
    /** A point at infinity has 4 bytes in a file and 448 in memory, and arrays grow by doubling. */
    private static final int PARAMETER_BYTES_PER_BYTE = 400;

    /** Limits the time for one input; parameters of the toy set have 1,305 powers. */
    private static final int MOST_POWERS = 200;

    /** The valid ones among the seeds; without its opening, a proof of the proof load is one of the verify load. */
    private static final List<byte[]> VALID = List.of(
            ProofFiles.FILES.bytes("toy/list_verifyload_u4.bin"),
            ProofFiles.FILES.bytes("toy/list_proofload_u8_bool.bin"),
            ProofFiles.FILES.bytes("toy/stripped_proofload.bin"));

    @FuzzTest
    void provenList(byte[] data) {
        boolean accepted;
        try {
            accepted = ProofFiles.Toy.verify(ProofMutations.READING.read(data), ProofFiles.Toy.METADATA)
                    == Verdict.ACCEPTED;
        } catch (MalformedInputException e) {
            accepted = false;
        }
        if (accepted != VALID.stream().anyMatch(valid -> Arrays.equals(valid, data))) {
            throw new AssertionError(accepted ? "a list that was not proved is accepted" : "a valid list is refused");
        }
    }

    @FuzzTest
    void publicParameters(byte[] data) throws MalformedInputException {
        AtomicReference<@Nullable PublicParameters> read = new AtomicReference<>();
        AllocationBound.require(data.length, PARAMETER_BYTES_PER_BYTE, () -> {
            try {
                read.set(PublicParametersCodec.INSTANCE.read(data.clone()));
            } catch (MalformedInputException e) {
                read.set(null);
            }
        });
        PublicParameters parameters = read.get();
        if (parameters == null || parameters.shape().powers() > MOST_POWERS) {
            return;
        }
        byte[] written = PublicParametersCodec.INSTANCE.write(parameters);
        byte[] again = PublicParametersCodec.INSTANCE.write(PublicParametersCodec.INSTANCE.read(written));
        if (!Arrays.equals(written, again)) {
            throw new AssertionError("parameters that were written are read as others");
        }
        boolean valid = parameters.validate(Workers.NONE, Progress.NONE).isValid();
        if (valid
                && !parameters
                        .validateForVerification(Workers.NONE, Progress.NONE)
                        .isValid()) {
            throw new AssertionError("valid parameters are not valid for verification");
        }
    }

    /** The first byte chooses the group and the form; limbs follow. */
    @FuzzTest
    void point(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Group group = (data[0] & 1) == 0 ? Group.G1 : Group.G2;
        long[] x = limbs(data, 0, group.coordinateLimbs());
        long[] y = limbs(data, group.coordinateLimbs(), group.coordinateLimbs());
        EncodedCurvePoint encoded = (data[0] & 2) == 0
                ? new EncodedCurvePoint.Uncompressed(x, y)
                : new EncodedCurvePoint.Compressed(x, (data[0] & 4) == 0);
        PointDecoding decoding = new PointDecoding(group);
        Optional<CurvePoint> point = decoding.decode(encoded);
        if (point.isPresent()
                && !decoding.decode(PointDecoding.encode(point.get())).equals(point)) {
            throw new AssertionError("a point that was accepted is refused");
        }
        if (point.isPresent() && !Arrays.equals(point.get().x(), x)) {
            throw new AssertionError("a point has two encodings");
        }
    }

    private static long[] limbs(byte[] data, int from, int count) {
        long[] limbs = new long[count];
        for (int i = 0; i < 8 * count && 1 + 8 * from + i < data.length; i++) {
            limbs[i / 8] |= (data[1 + 8 * from + i] & 0xffL) << (8 * (i % 8));
        }
        return limbs;
    }
}
