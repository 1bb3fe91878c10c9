package org.fhevm.tfhe.core.expansion;

import java.util.stream.IntStream;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.Seed;

/**
 * Assembles rows of mask and body from a stream of masks and an array of bodies.
 *
 * <p>The row is the common form of all seeded entities: an LWE has n mask words and one body word, a GLWE k·N and N.
 */
final class MaskExpansion {
    /** Long enough to hide the setup of a generator, short enough to keep several threads busy. */
    private static final int WORDS_PER_RUN = 1 << 16;

    private MaskExpansion() {}

    /**
     * Expands rows, on several threads if the array is long: the threads of the pool that the caller runs in, or those
     * of the common pool.
     *
     * @param seed of the masks of all rows
     * @param bodies [row][bodyLength]
     * @param maskLength words of mask in each row
     * @param bodyLength words of body in each row
     * @return [row][maskLength mask words, bodyLength body words]
     */
    static long[] expand(Seed seed, long[] bodies, int maskLength, int bodyLength) {
        int rowLength = maskLength + bodyLength;
        int rows = bodies.length / bodyLength;
        long[] words = new long[Math.multiplyExact(rows, rowLength)];
        int rowsPerRun = Math.max(1, WORDS_PER_RUN / rowLength);
        IntStream.range(0, Math.ceilDiv(rows, rowsPerRun)).parallel().forEach(run -> {
            int from = run * rowsPerRun;
            int to = Math.min(rows, from + rowsPerRun);
            expandRows(seed, bodies, maskLength, bodyLength, words, from, to);
        });
        return words;
    }

    private static void expandRows(
            Seed seed, long[] bodies, int maskLength, int bodyLength, long[] words, int from, int to) {
        Csprng generator = new Csprng(seed, (long) from * maskLength);
        int rowLength = maskLength + bodyLength;
        for (int row = from; row < to; row++) {
            int start = row * rowLength;
            generator.fillUniform(words, start, maskLength);
            System.arraycopy(bodies, row * bodyLength, words, start + maskLength, bodyLength);
        }
    }
}
