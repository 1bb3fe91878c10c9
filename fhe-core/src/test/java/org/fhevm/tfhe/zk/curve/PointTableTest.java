package org.fhevm.tfhe.zk.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.fhevm.tfhe.math.simd.FieldLanes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sums of multiples against the multiple of the sum, the points being known multiples of the generator. */
class PointTableTest {
    private static final Random RANDOM = new Random(6);

    @ParameterizedTest
    @CsvSource({"G1,0", "G1,1", "G1,2", "G1,7", "G1,64", "G1,700", "G2,0", "G2,1", "G2,3", "G2,64", "G2,400"})
    void sumsAreThoseOfTheExponents(Group group, int count) {
        BigInteger[] logs = new BigInteger[count];
        for (int i = 0; i < count; i++) {
            logs[i] = BigInteger.valueOf(1 + RANDOM.nextInt(1 << 20));
        }
        check(group, logs, FieldLanes.best(Fp.MODULUS));
    }

    @ParameterizedTest
    @EnumSource
    void theScalarLanesDoTheSame(Group group) {
        BigInteger[] logs = new BigInteger[100];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = BigInteger.valueOf(1 + RANDOM.nextInt(1 << 20));
        }
        check(group, logs, FieldLanes.scalar(Fp.MODULUS));
    }

    @ParameterizedTest
    @EnumSource
    void pointsMayBeEqualAndOpposite(Group group) {
        BigInteger[] logs = new BigInteger[200];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = BigInteger.valueOf(1 + RANDOM.nextInt(3));
            if (RANDOM.nextBoolean()) {
                logs[i] = Fr.ORDER.subtract(logs[i]);
            }
        }
        check(group, logs, FieldLanes.best(Fp.MODULUS));
    }

    private static void check(Group group, BigInteger[] logs, FieldLanes lanes) {
        int limbs = group.coordinateLimbs();
        long[] coordinates = new long[2 * limbs * logs.length];
        for (int i = 0; i < logs.length; i++) {
            CurvePoint point = group.generator().multiply(logs[i]);
            System.arraycopy(point.coordinates(), 0, coordinates, 2 * limbs * i, 2 * limbs);
        }
        PointTable table = PointTable.of(group, coordinates, 0, logs.length, lanes);
        long[] scalars = new long[5 * logs.length];
        long[] shorts = new long[2 * logs.length];
        BigInteger sum = BigInteger.ZERO;
        BigInteger shortSum = BigInteger.ZERO;
        for (int i = 0; i < logs.length; i++) {
            BigInteger scalar = SlowCurve.extreme(RANDOM, Fr.ORDER);
            Limbs.fromBigInteger(scalar, scalars, 5 * i, 5);
            sum = sum.add(scalar.multiply(logs[i]));
            BigInteger small = SlowCurve.extreme(RANDOM, BigInteger.ONE.shiftLeft(128));
            Limbs.fromBigInteger(small, shorts, 2 * i, 2);
            shortSum = shortSum.add(small.multiply(logs[i]));
        }
        assertThat(table.sum(scalars, logs.length, Workers.NONE))
                .isEqualTo(group.generator().multiply(sum.mod(Fr.ORDER)));
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            assertThat(table.sumOfShort(shorts, logs.length, new Workers(executor, 1)))
                    .isEqualTo(group.generator().multiply(shortSum.mod(Fr.ORDER)));
        }
    }

    @Test
    void scalarsNextToTheOrderAndToPowersOfX2AreSplit() {
        BigInteger x2 = CurveParameter.X.pow(2);
        CurvePoint g = Group.G1.generator();
        PointTable table = PointTable.of(Group.G1, g.coordinates(), 0, 1);
        for (BigInteger scalar : new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            x2,
            x2.subtract(BigInteger.ONE),
            x2.add(BigInteger.ONE),
            x2.shiftLeft(1),
            x2.multiply(x2).subtract(x2),
            x2.multiply(x2).subtract(x2).subtract(BigInteger.ONE),
            Fr.ORDER.subtract(BigInteger.ONE)
        }) {
            long[] limbs = new long[5];
            Limbs.fromBigInteger(scalar, limbs, 0, 5);
            assertThat(table.sum(limbs, 1, Workers.NONE)).isEqualTo(g.multiply(scalar));
        }
    }
}
