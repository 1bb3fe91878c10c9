package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Compressed;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Infinity;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Uncompressed;

/** The layout of points of either group; the groups differ in the number of field elements of a coordinate. */
enum CurvePointLayout {
    /** Coordinates in Fp. */
    G1(1),
    /** Coordinates in Fp2: the coefficient of 1, then that of u. */
    G2(2);

    private static final int INFINITY = 0;
    private static final int COMPRESSED = 1;
    private static final int UNCOMPRESSED = 2;

    private final int elementsPerCoordinate;

    CurvePointLayout(int elementsPerCoordinate) {
        this.elementsPerCoordinate = elementsPerCoordinate;
    }

    EncodedCurvePoint read(BodyReader reader) throws MalformedInputException {
        return switch (readVariant(reader)) {
            case INFINITY -> new Infinity();
            case COMPRESSED -> {
                long[] x = readCoordinate(reader);
                yield new Compressed(x, reader.bool());
            }
            default -> {
                long[] x = readCoordinate(reader);
                yield new Uncompressed(x, readCoordinate(reader));
            }
        };
    }

    /**
     * Skips a point and checks its form.
     *
     * @return whether it is the point at infinity
     */
    boolean skip(BodyReader reader) throws MalformedInputException {
        int variant = readVariant(reader);
        switch (variant) {
            case INFINITY -> {}
            case COMPRESSED -> {
                skipCoordinate(reader);
                reader.bool();
            }
            default -> {
                skipCoordinate(reader);
                skipCoordinate(reader);
            }
        }
        return variant == INFINITY;
    }

    void write(EncodedCurvePoint point, BodyWriter writer) {
        writer.version(0);
        switch (point) {
            case Infinity infinity -> writer.variant(INFINITY);
            case Compressed compressed -> {
                writer.variant(COMPRESSED);
                writeCoordinate(compressed.x(), writer);
                writer.bool(compressed.takeLargest());
            }
            case Uncompressed uncompressed -> {
                writer.variant(UNCOMPRESSED);
                writeCoordinate(uncompressed.x(), writer);
                writeCoordinate(uncompressed.y(), writer);
            }
        }
    }

    private int readVariant(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion(name());
        return reader.variant(name(), 3);
    }

    private long[] readCoordinate(BodyReader reader) throws MalformedInputException {
        if (elementsPerCoordinate == 1) {
            return readElement(reader);
        }
        reader.onlyVersion("Fp2");
        long[] coordinate = new long[2 * EncodedCurvePoint.LIMBS];
        System.arraycopy(readElement(reader), 0, coordinate, 0, EncodedCurvePoint.LIMBS);
        System.arraycopy(readElement(reader), 0, coordinate, EncodedCurvePoint.LIMBS, EncodedCurvePoint.LIMBS);
        return coordinate;
    }

    private static long[] readElement(BodyReader reader) throws MalformedInputException {
        requireLimbCount(reader);
        return reader.words(EncodedCurvePoint.LIMBS);
    }

    private void skipCoordinate(BodyReader reader) throws MalformedInputException {
        if (elementsPerCoordinate > 1) {
            reader.onlyVersion("Fp2");
        }
        for (int i = 0; i < elementsPerCoordinate; i++) {
            requireLimbCount(reader);
            reader.skipWords(EncodedCurvePoint.LIMBS);
        }
    }

    private static void requireLimbCount(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("Fp");
        long limbs = reader.u64();
        if (limbs != EncodedCurvePoint.LIMBS) {
            throw reader.malformed(
                    "a field element has " + EncodedCurvePoint.LIMBS + " limbs, not " + Long.toUnsignedString(limbs));
        }
    }

    private void writeCoordinate(long[] limbs, BodyWriter writer) {
        if (limbs.length != elementsPerCoordinate * EncodedCurvePoint.LIMBS) {
            throw new IllegalArgumentException("a coordinate of " + limbs.length + " limbs is not one of " + name());
        }
        if (elementsPerCoordinate > 1) {
            writer.version(0);
        }
        for (int i = 0; i < elementsPerCoordinate; i++) {
            writer.version(0);
            writer.u64(EncodedCurvePoint.LIMBS);
            writer.rawWords(limbs, i * EncodedCurvePoint.LIMBS, EncodedCurvePoint.LIMBS);
        }
    }
}
