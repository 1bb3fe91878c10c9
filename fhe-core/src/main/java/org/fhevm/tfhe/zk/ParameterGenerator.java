package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.FixedBase;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Generates public parameters from a fresh trapdoor and erases it. Users of the proofs must trust that it was erased; a
 * network of several parties uses parameters from a ceremony instead.
 */
public final class ParameterGenerator {
    private static final int EXTRA_BITS = 128;

    private ParameterGenerator() {}

    /** Makes parameters; at those of fhevm it takes some seconds. */
    public static PublicParameters generate(ProofShape shape, SecureRandom random, Workers workers, Progress progress) {
        List<byte[]> separators = new ArrayList<>();
        for (int i = 0; i < PublicParameters.SEPARATORS; i++) {
            byte[] separator = new byte[PublicParameters.SEPARATOR_BYTES];
            random.nextBytes(separator);
            separators.add(separator);
        }
        return generate(shape, randomScalar(random), separators, workers, progress);
    }

    /** A uniform element of Fr but 0, to within 2^-128. */
    static long[] randomScalar(SecureRandom random) {
        BigInteger below = Fr.ORDER.subtract(BigInteger.ONE);
        return Fr.of(new BigInteger(Fr.BITS + EXTRA_BITS, random).mod(below).add(BigInteger.ONE));
    }

    /**
     * Makes parameters of a known trapdoor, which is overwritten.
     *
     * @param trapdoor α
     */
    static PublicParameters generate(
            ProofShape shape, long[] trapdoor, List<byte[]> separators, Workers workers, Progress progress) {
        int n = shape.powers();
        long[] powers = powers(trapdoor, 2 * n);
        Arrays.fill(trapdoor, 0);
        long[] first = new long[2 * n * 2 * Group.G1.coordinateLimbs()];
        long[] second = new long[n * 2 * Group.G2.coordinateLimbs()];
        AtomicInteger done = new AtomicInteger();
        new FixedBase(Group.G2.generator())
                .multiply(
                        Arrays.copyOf(powers, n * Fr.LIMBS),
                        second,
                        workers,
                        count -> progress.reached(done.addAndGet(count), 3L * n));
        Arrays.fill(powers, n * Fr.LIMBS, (n + 1) * Fr.LIMBS, 0);
        new FixedBase(Group.G1.generator())
                .multiply(powers, first, workers, count -> progress.reached(done.addAndGet(count), 3L * n));
        Arrays.fill(powers, 0);
        return new PublicParameters(shape, first, second, separators);
    }

    /** α to α^count as plain integers. */
    private static long[] powers(long[] trapdoor, int count) {
        long[] powers = new long[count * Fr.LIMBS];
        long[] power = Fr.one();
        for (int i = 0; i < count; i++) {
            Fr.multiply(power, 0, power, 0, trapdoor, 0);
            Fr.toInteger(powers, i * Fr.LIMBS, power, 0);
        }
        return powers;
    }
}
