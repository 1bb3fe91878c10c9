package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Computes many multiples of one point, from a table of its multiples by each value of a byte at each place. A scalar
 * has {@value #BYTES} bytes, and its multiple is the sum of as many entries.
 */
public final class FixedBase {
    private static final int BYTES = 38;
    private static final int ENTRIES = 255;

    /** Scalars whose sums go side by side. */
    private static final int CHUNK = 1024;

    private final Group group;
    private final FieldLanes field = FieldLanes.best(Fp.MODULUS);
    private final double[] table;
    private final int length;

    public FixedBase(CurvePoint base) {
        this.group = base.group();
        AffineLanes adder = AffineLanes.of(group, field);
        this.length = adder.pointLength();
        this.table = new double[BYTES * ENTRIES * length];
        CurvePoint place = base;
        for (int b = 0; b < BYTES; b++) {
            CurvePoint multiple = place;
            for (int j = 0; j < ENTRIES; j++) {
                adder.fromLimbs(multiple.coordinates(), 0, table, (b * ENTRIES + j) * length);
                multiple = multiple.add(place);
            }
            place = multiple;
        }
    }

    /**
     * Stores the coordinates of {@code scalars[i]·base}, zeros for infinity.
     *
     * @param scalars plain integers below r, 5 limbs each
     * @param out x and y of one after the other
     * @param done told of each chunk that is done, by how many scalars it had
     */
    public void multiply(long[] scalars, long[] out, Workers workers, IntConsumer done) {
        int count = scalars.length / Fr.LIMBS;
        workers.run(Math.ceilDiv(count, CHUNK), chunk -> {
            int from = chunk * CHUNK;
            int size = Math.min(CHUNK, count - from);
            multiplyChunk(scalars, from, size, out);
            done.accept(size);
        });
    }

    private void multiplyChunk(long[] scalars, int from, int size, long[] out) {
        AffineLanes adder = AffineLanes.of(group, field);
        double[] sums = new double[size * length];
        for (int i = 0; i < size; i++) {
            AffineLanes.setInfinity(sums, i * length);
        }
        for (int b = 0; b < BYTES; b++) {
            for (int i = 0; i < size; i++) {
                int digit = (int) (scalars[(from + i) * Fr.LIMBS + b / 8] >>> (8 * (b % 8))) & 0xff;
                if (digit != 0) {
                    adder.add(sums, i * length, table, (b * ENTRIES + digit - 1) * length, sums, i * length);
                }
            }
            adder.flush();
        }
        int coordinates = 2 * group.coordinateLimbs();
        for (int i = 0; i < size; i++) {
            adder.toLimbs(sums, i * length, out, (from + i) * coordinates);
        }
        Arrays.fill(sums, 0);
    }
}
