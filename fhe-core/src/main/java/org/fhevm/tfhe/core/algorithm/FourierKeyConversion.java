package org.fhevm.tfhe.core.algorithm;

import java.util.stream.IntStream;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;

/** Converts a bootstrapping key from the coefficient domain to the values of server key files. */
public final class FourierKeyConversion {
    private static final double TORUS_UNIT = 0x1p-64;

    private FourierKeyConversion() {}

    /** The same key in the Fourier domain, natural order. Runs on all cores. */
    public static FourierLweBootstrapKey toFourier(LweBootstrapKey key) {
        int n = key.polynomialSize();
        double[] values = new double[key.words().length];
        NegacyclicTransform transform = new NegacyclicTransform(n, TransformKernels.best());
        int perStep = key.polynomialCount() / key.inputDimension() * n;
        IntStream.range(0, key.inputDimension())
                .parallel()
                .forEach(i -> convert(transform, key.words(), values, i * perStep, (i + 1) * perStep));
        return new FourierLweBootstrapKey(key.inputDimension(), key.glweDimension(), n, key.decomposition(), values);
    }

    private static void convert(NegacyclicTransform transform, long[] words, double[] values, int from, int to) {
        int n = transform.polynomialSize();
        int h = transform.points();
        double[] re = transform.newArray();
        double[] im = transform.newArray();
        for (int start = from; start < to; start += n) {
            for (int j = 0; j < h; j++) {
                re[TransformKernels.START + j] = words[start + j] * TORUS_UNIT;
                im[TransformKernels.START + j] = words[start + h + j] * TORUS_UNIT;
            }
            transform.forward(re, im);
            for (int index = 0; index < h; index++) {
                int frequency = transform.frequencyAt(index);
                values[start + 2 * frequency] = re[TransformKernels.START + index];
                values[start + 2 * frequency + 1] = im[TransformKernels.START + index];
            }
        }
    }
}
