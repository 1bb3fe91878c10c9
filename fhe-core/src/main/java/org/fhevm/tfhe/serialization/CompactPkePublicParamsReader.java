package org.fhevm.tfhe.serialization;

/**
 * Reads the numbers of the public parameters of proofs. The parameters have some hundred thousand points and take tens
 * of megabytes; the reader skips the points and checks only their form.
 */
public final class CompactPkePublicParamsReader extends SafeSerializedReader<CompactPkePublicParams> {
    public static final CompactPkePublicParamsReader INSTANCE = new CompactPkePublicParamsReader();

    /** A point at infinity without version. */
    private static final int MINIMAL_POINT_BYTES = 4;

    private static final int DOMAIN_SEPARATORS = 6;
    private static final int DOMAIN_SEPARATOR_BYTES = 256;

    private CompactPkePublicParamsReader() {
        super("zk::CompactPkePublicParams", SizeLimits.KEY);
    }

    @Override
    CompactPkePublicParams readBody(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompactPkePublicParams");
        reader.onlyVersion("GroupElements");
        int powersInG1 = reader.count(MINIMAL_POINT_BYTES);
        skipPoints(CurvePointLayout.G1, powersInG1, powersInG1 / 2, reader);
        int powersInG2 = reader.count(MINIMAL_POINT_BYTES);
        skipPoints(CurvePointLayout.G2, powersInG2, -1, reader);
        CompactPkePublicParams parameters = readNumbers(reader);
        if (powersInG2 != parameters.n() || powersInG1 != 2L * parameters.n()) {
            throw reader.malformed("public parameters with n = " + parameters.n() + " cannot have " + powersInG1
                    + " and " + powersInG2 + " points");
        }
        for (int i = 0; i < DOMAIN_SEPARATORS; i++) {
            skipDomainSeparator(reader);
        }
        return parameters;
    }

    /** In the first group the power n + 1 is left out, and infinity is in its place; it may be nowhere else. */
    private static void skipPoints(CurvePointLayout group, int count, int indexOfInfinity, BodyReader reader)
            throws MalformedInputException {
        for (int i = 0; i < count; i++) {
            boolean infinity = group.skip(reader);
            if (infinity != (i == indexOfInfinity)) {
                throw reader.malformed(
                        infinity
                                ? "point " + i + " of " + group + " is at infinity"
                                : "point " + i + " of " + group + " is not at infinity");
            }
        }
    }

    static CompactPkePublicParams readNumbers(BodyReader reader) throws MalformedInputException {
        int bigD = reader.size("D");
        int n = reader.size("n");
        int d = reader.size("d");
        int k = reader.size("k");
        long b = reader.u64();
        long bR = reader.u64();
        long q = reader.u64();
        long t = reader.u64();
        int msbs = reader.size("number of padding bits");
        return reader.build(() -> new CompactPkePublicParams(bigD, n, d, k, b, bR, q, t, msbs));
    }

    private static void skipDomainSeparator(BodyReader reader) throws MalformedInputException {
        long length = reader.u64();
        if (length != DOMAIN_SEPARATOR_BYTES) {
            throw reader.malformed("a domain separator has " + DOMAIN_SEPARATOR_BYTES + " bytes, not "
                    + Long.toUnsignedString(length));
        }
        reader.skipBytes(DOMAIN_SEPARATOR_BYTES);
    }
}
