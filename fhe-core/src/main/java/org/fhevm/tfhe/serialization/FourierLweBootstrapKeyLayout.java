package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.parameters.Decomposition;

/** The layout of bootstrapping keys in the Fourier domain. */
final class FourierLweBootstrapKeyLayout {
    private static final int CLASSIC = 0;
    /** The sequence of polynomials begins with two elements that are not polynomials: their size and their number. */
    private static final int ELEMENTS_BEFORE_POLYNOMIALS = 2;

    /** Largest number of doubles of a key; an array must also hold the words before the first. */
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private FourierLweBootstrapKeyLayout() {}

    static <B> B read(BodyReader reader, SinkFactory<B> sinks) throws MalformedInputException {
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
        BootstrapKeySink<B> sink = readPolynomials(polynomialSize, polynomialCount, reader, sinks);
        int inputDimension = reader.quantity("LweDimension");
        int glweSize = reader.quantity("GlweSize");
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        return reader.build(() -> sink.finish(inputDimension, glweSize - 1, decomposition));
    }

    /** Each polynomial repeats the number of its complex values, half the polynomial size. */
    private static <B> BootstrapKeySink<B> readPolynomials(
            int polynomialSize, int polynomialCount, BodyReader reader, SinkFactory<B> sinks)
            throws MalformedInputException {
        long length = (long) polynomialSize * polynomialCount;
        if (polynomialSize < 2 || polynomialSize % 2 != 0 || polynomialCount < 1 || length > LONGEST) {
            throw reader.malformed(
                    polynomialCount + " Fourier polynomials of size " + polynomialSize + " are impossible");
        }
        reader.require(length * Double.BYTES + (long) polynomialCount * Long.BYTES);
        BootstrapKeySink<B> sink = reader.build(() -> sinks.begin(polynomialSize, polynomialCount));
        double[] values = new double[polynomialSize];
        for (int i = 0; i < polynomialCount; i++) {
            long complexValues = reader.u64();
            if (complexValues != polynomialSize / 2) {
                throw reader.malformed("a Fourier polynomial of size " + polynomialSize + " has "
                        + Long.toUnsignedString(complexValues) + " values");
            }
            reader.doubles(values, 0, polynomialSize);
            sink.put(i, values);
        }
        return sink;
    }

    static void write(FourierLweBootstrapKey key, BodyWriter writer) {
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

    /** Opens a sink for a key. */
    @FunctionalInterface
    interface SinkFactory<B> {
        /**
         * @param polynomialSize doubles of each polynomial
         * @param polynomialCount number of polynomials of the key
         * @throws IllegalArgumentException if no key has such polynomials
         */
        BootstrapKeySink<B> begin(int polynomialSize, int polynomialCount);
    }

    /** Builds a key from its polynomials while they are read. */
    interface BootstrapKeySink<B> {
        /** Takes the next polynomial; the caller reuses the array. */
        void put(int polynomial, double[] values);

        /** @throws IllegalArgumentException if the polynomials do not form such a key */
        B finish(int inputDimension, int glweDimension, Decomposition decomposition);
    }

    /** Keeps the values as the file has them. */
    static final class FourierKeySink implements BootstrapKeySink<FourierLweBootstrapKey> {
        private final int polynomialSize;
        private final double[] values;

        FourierKeySink(int polynomialSize, int polynomialCount) {
            this.polynomialSize = polynomialSize;
            values = new double[polynomialSize * polynomialCount];
        }

        @Override
        public void put(int polynomial, double[] from) {
            System.arraycopy(from, 0, values, polynomial * polynomialSize, polynomialSize);
        }

        @Override
        public FourierLweBootstrapKey finish(int inputDimension, int glweDimension, Decomposition decomposition) {
            return new FourierLweBootstrapKey(inputDimension, glweDimension, polynomialSize, decomposition, values);
        }
    }
}
