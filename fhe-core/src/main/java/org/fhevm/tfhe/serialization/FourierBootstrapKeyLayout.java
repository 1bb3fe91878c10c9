package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.FourierBootstrapKey;
import org.fhevm.tfhe.parameters.Decomposition;

/** The layout of bootstrapping keys in the Fourier domain. */
final class FourierBootstrapKeyLayout {
    private static final int CLASSIC = 0;
    /** The sequence of polynomials begins with two elements that are not polynomials: their size and their number. */
    private static final int ELEMENTS_BEFORE_POLYNOMIALS = 2;

    private FourierBootstrapKeyLayout() {}

    static FourierBootstrapKey read(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ShortintBootstrappingKey");
        if (reader.variant("ShortintBootstrappingKey", 2) != CLASSIC) {
            throw reader.unsupported("a multi-bit bootstrapping key");
        }
        reader.onlyVersion("FourierLweBootstrapKey");
        reader.onlyVersion("FourierPolynomialList");
        long elements = reader.u64();
        int polynomialSize = reader.size("polynomial size");
        int polynomialCount = reader.size("polynomial count");
        if (elements != (long) polynomialCount + ELEMENTS_BEFORE_POLYNOMIALS) {
            throw reader.malformed(
                    "a list of " + polynomialCount + " polynomials has length " + Long.toUnsignedString(elements));
        }
        double[] values = readPolynomials(polynomialSize, polynomialCount, reader);
        int inputDimension = reader.quantity("LweDimension");
        int glweSize = reader.quantity("GlweSize");
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        return reader.build(
                () -> new FourierBootstrapKey(inputDimension, glweSize - 1, polynomialSize, decomposition, values));
    }

    /** Each polynomial repeats the number of its complex values, half the polynomial size. */
    private static double[] readPolynomials(int polynomialSize, int polynomialCount, BodyReader reader)
            throws MalformedInputException {
        long length = (long) polynomialSize * polynomialCount;
        if (polynomialSize < 2 || polynomialSize % 2 != 0 || length > Integer.MAX_VALUE) {
            throw reader.malformed(polynomialCount + " Fourier polynomials of size " + polynomialSize + " cannot be");
        }
        reader.require(length * Double.BYTES + (long) polynomialCount * Long.BYTES);
        double[] values = new double[(int) length];
        for (int from = 0; from < values.length; from += polynomialSize) {
            long complexValues = reader.u64();
            if (complexValues != polynomialSize / 2) {
                throw reader.malformed("a Fourier polynomial of size " + polynomialSize + " has "
                        + Long.toUnsignedString(complexValues) + " values");
            }
            reader.doubles(values, from, polynomialSize);
        }
        return values;
    }

    static void write(FourierBootstrapKey key, BodyWriter writer) {
        writer.version(0);
        writer.variant(CLASSIC);
        writer.version(0);
        writer.version(0);
        int polynomialSize = key.polynomialSize();
        writer.u64((long) key.polynomialCount() + ELEMENTS_BEFORE_POLYNOMIALS);
        writer.u64(polynomialSize);
        writer.u64(key.polynomialCount());
        for (int i = 0; i < key.polynomialCount(); i++) {
            writer.u64(polynomialSize / 2);
            writer.doubles(key.values(), i * polynomialSize, polynomialSize);
        }
        writer.quantity(key.inputDimension());
        writer.quantity(key.glweDimension() + 1L);
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
    }
}
