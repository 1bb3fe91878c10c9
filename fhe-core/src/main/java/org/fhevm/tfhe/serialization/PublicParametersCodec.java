package org.fhevm.tfhe.serialization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Compressed;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Infinity;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Uncompressed;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointDecoding;

/**
 * The public parameters of proofs with their points. Each point may be compressed in the file; they are written
 * uncompressed. The reader checks that compressed points have a y, and leaves all other checks of points to
 * {@link PublicParameters#validate}. {@link CompactPkePublicParamsReader} reads the numbers only.
 */
public final class PublicParametersCodec extends SafeSerializedCodec<PublicParameters> {
    public static final PublicParametersCodec INSTANCE = new PublicParametersCodec();

    /** A point at infinity without version. */
    private static final int MINIMAL_POINT_BYTES = 4;

    private PublicParametersCodec() {
        super("zk::CompactPkePublicParams", SizeLimits.KEY);
    }

    @Override
    PublicParameters readBody(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompactPkePublicParams");
        reader.onlyVersion("GroupElements");
        long[] first = readPoints(Group.G1, CurvePointLayout.G1, reader);
        long[] second = readPoints(Group.G2, CurvePointLayout.G2, reader);
        CompactPkePublicParams numbers = CompactPkePublicParamsReader.readNumbers(reader);
        List<byte[]> separators = new ArrayList<>();
        for (int i = 0; i < PublicParameters.SEPARATORS; i++) {
            separators.add(reader.byteString());
        }
        return reader.build(() -> new PublicParameters(shape(numbers), first, second, separators));
    }

    private static ProofShape shape(CompactPkePublicParams numbers) {
        return new ProofShape(
                numbers.d(),
                numbers.k(),
                Long.numberOfTrailingZeros(numbers.b()),
                Long.numberOfTrailingZeros(numbers.t()),
                numbers.msbsZeroPaddingBitCount());
    }

    /** Coordinates of points, zeros for infinity. */
    private static long[] readPoints(Group group, CurvePointLayout layout, BodyReader reader)
            throws MalformedInputException {
        int count = reader.count(MINIMAL_POINT_BYTES);
        int limbs = group.coordinateLimbs();
        PointDecoding decoding = new PointDecoding(group);
        long[] points = new long[0];
        for (int i = 0; i < count; i++) {
            int at = Math.multiplyExact(i, 2 * limbs);
            // Grows while points are read: points at infinity take 4 bytes of the file and 448 of memory.
            if (points.length < at + 2 * limbs) {
                points = Arrays.copyOf(points, growth(points.length, at + 2 * limbs, (long) count * 2 * limbs));
            }
            readPoint(layout.read(reader), points, at, limbs, decoding, reader);
        }
        return points;
    }

    private static int growth(int length, int needed, long all) {
        return (int) Math.min(all, Math.max(needed, Math.min(Integer.MAX_VALUE - 8, 2L * length)));
    }

    private static void readPoint(
            EncodedCurvePoint point, long[] points, int at, int limbs, PointDecoding decoding, BodyReader reader)
            throws MalformedInputException {
        switch (point) {
            case Infinity infinity -> {}
            case Compressed compressed -> {
                System.arraycopy(compressed.x(), 0, points, at, limbs);
                if (!decoding.decompress(points, at, compressed.takeLargest())) {
                    throw reader.malformed("a compressed point is not on the curve");
                }
            }
            case Uncompressed uncompressed -> {
                System.arraycopy(uncompressed.x(), 0, points, at, limbs);
                System.arraycopy(uncompressed.y(), 0, points, at + limbs, limbs);
            }
        }
    }

    @Override
    void writeBody(PublicParameters parameters, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writePoints(Group.G1, CurvePointLayout.G1, parameters.first(), writer);
        writePoints(Group.G2, CurvePointLayout.G2, parameters.second(), writer);
        ProofShape shape = parameters.shape();
        writer.u64(shape.powers() - 1L);
        writer.u64(shape.powers());
        writer.u64(shape.lweDimension());
        writer.u64(shape.capacity());
        writer.u64(1L << shape.noiseBoundLog2());
        writer.u64(shape.quotientBound());
        writer.u64(0);
        writer.u64(1L << shape.plaintextLog2());
        writer.u64(shape.paddingBits());
        parameters.separators().forEach(writer::byteString);
    }

    private static void writePoints(Group group, CurvePointLayout layout, long[] points, BodyWriter writer) {
        int limbs = group.coordinateLimbs();
        writer.u64(points.length / (2L * limbs));
        for (int at = 0; at < points.length; at += 2 * limbs) {
            long[] x = Arrays.copyOfRange(points, at, at + limbs);
            long[] y = Arrays.copyOfRange(points, at + limbs, at + 2 * limbs);
            boolean infinity = Arrays.stream(x).allMatch(limb -> limb == 0)
                    && Arrays.stream(y).allMatch(limb -> limb == 0);
            layout.write(infinity ? new Infinity() : new Uncompressed(x, y), writer);
        }
    }
}
