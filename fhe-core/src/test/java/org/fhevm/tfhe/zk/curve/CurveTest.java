package org.fhevm.tfhe.zk.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups, their encodings and the pairing against the textbook and the known answers. */
class CurveTest {
    private static final Random RANDOM = new Random(5);
    private static final VectorCase BASICS = TestVectors.proofs().object("basics.json");

    @ParameterizedTest
    @EnumSource
    void additionIsThatOfTheTextbook(Group group) {
        CurvePoint g = group.generator();
        CurvePoint p = g.multiply(BigInteger.valueOf(1 + RANDOM.nextInt(1000)));
        CurvePoint q = g.multiply(SlowCurve.random(RANDOM, Fr.ORDER));
        CurvePoint o = group.infinity();
        assertSame(p.add(q), SlowCurve.add(SlowCurve.of(p), SlowCurve.of(q)));
        assertSame(p.add(p), SlowCurve.add(SlowCurve.of(p), SlowCurve.of(p)));
        assertThat(p.add(p.negate())).isEqualTo(o);
        assertThat(p.add(o)).isEqualTo(p);
        assertThat(o.add(p)).isEqualTo(p);
        assertThat(o.add(o)).isEqualTo(o);
        assertThat(o.negate()).isEqualTo(o);
        assertThat(p.add(q)).isEqualTo(q.add(p));
        assertThat(p.add(q).add(g)).isEqualTo(p.add(q.add(g)));
        assertThat(g.multiply(Fr.ORDER)).isEqualTo(o);
        assertThat(g.multiply(Fr.ORDER.subtract(BigInteger.ONE))).isEqualTo(g.negate());
        BigInteger factor = SlowCurve.random(RANDOM, Fr.ORDER);
        assertSame(q.multiply(factor), SlowCurve.multiply(factor, SlowCurve.of(q)));
    }

    @ParameterizedTest
    @EnumSource
    void jacobianAdditionHandlesEveryCase(Group group) {
        JacobianArithmetic arithmetic = new JacobianArithmetic(group);
        CurvePoint g = group.generator();
        for (int a = -2; a <= 2; a++) {
            for (int b = -2; b <= 2; b++) {
                long[] p = multiple(arithmetic, g, a);
                arithmetic.add(p, multiple(arithmetic, g, b));
                assertThat(arithmetic.toAffine(p)).isEqualTo(signed(g, a + b));
            }
        }
    }

    /** A multiple of g whose Z is not 1. */
    private static long[] multiple(JacobianArithmetic arithmetic, CurvePoint g, int factor) {
        long[] p = arithmetic.newPoint();
        arithmetic.multiply(p, g.coordinates(), 0, BigInteger.valueOf(factor + 5));
        for (int i = 0; i < 5; i++) {
            arithmetic.addAffine(p, g.negate().coordinates(), 0);
        }
        return p;
    }

    private static CurvePoint signed(CurvePoint g, int factor) {
        CurvePoint multiple = g.multiply(BigInteger.valueOf(Math.abs(factor)));
        return factor < 0 ? multiple.negate() : multiple;
    }

    @Test
    void knownMultiplesAndEncodings() {
        assertThat(hex(Group.G1.generator())).isEqualTo(BASICS.text("g1_generator_transcript_bytes"));
        assertThat(hex(Group.G2.generator())).isEqualTo(BASICS.text("g2_generator_transcript_bytes"));
        assertThat(hex(Group.G1.infinity())).isEqualTo(BASICS.text("g1_infinity_transcript_bytes"));
        Map<?, ?> first = (Map<?, ?>) Objects.requireNonNull(BASICS.fields().get("g1_times_123456789"));
        CurvePoint p = Group.G1.generator().multiply(BigInteger.valueOf(123456789));
        assertThat(List.of(Fp.value(p.x(), 0), Fp.value(p.y(), 0)))
                .containsExactly(number(first.get("x")), number(first.get("y")));
        Map<?, ?> second = (Map<?, ?>) Objects.requireNonNull(BASICS.fields().get("g2_times_987654321"));
        CurvePoint q = Group.G2.generator().multiply(BigInteger.valueOf(987654321));
        assertThat(List.of(Fp.value(q.x(), 0), Fp.value(q.x(), 7), Fp.value(q.y(), 0), Fp.value(q.y(), 7)))
                .containsExactly(
                        number(second.get("x_c0")),
                        number(second.get("x_c1")),
                        number(second.get("y_c0")),
                        number(second.get("y_c1")));
    }

    @Test
    void pairingsOfTheGeneratorsAreKnown() {
        long[] value = new Pairing()
                .multiply(Group.G1.generator(), Group.G2.generator())
                .value();
        assertThat(values(value))
                .isEqualTo(BASICS.texts("pairing_e_g1_g2_cubed").stream()
                        .map(CurveTest::number)
                        .toList());
    }

    @Test
    void pairingsAreThoseOfTheTextbook() {
        CurvePoint p = Group.G1.generator().multiply(SlowCurve.random(RANDOM, Fr.ORDER));
        CurvePoint q = Group.G2.generator().multiply(SlowCurve.random(RANDOM, Fr.ORDER));
        SlowCurve.Element exact = SlowCurve.pairing(SlowCurve.finite(p), SlowCurve.finite(q));
        List<BigInteger> value = values(new Pairing().multiply(p, q).value());
        BigInteger[] c = new BigInteger[12];
        for (int i = 0; i < 6; i++) {
            c[i] = value.get(2 * i).subtract(value.get(2 * i + 1)).mod(Fp.MODULUS);
            c[i + 6] = value.get(2 * i + 1);
        }
        assertThat(new SlowCurve.Element(c)).isEqualTo(exact.power(BigInteger.valueOf(3)));
    }

    @Test
    void pairingsAreBilinear() {
        CurvePoint g = Group.G1.generator();
        CurvePoint h = Group.G2.generator();
        for (int i = 0; i < 5; i++) {
            BigInteger a = SlowCurve.extreme(RANDOM, Fr.ORDER);
            BigInteger b = SlowCurve.extreme(RANDOM, Fr.ORDER);
            CurvePoint ag = g.multiply(a);
            CurvePoint bh = h.multiply(b);
            CurvePoint abg = g.multiply(a.multiply(b).mod(Fr.ORDER));
            assertThat(new Pairing().multiply(ag, bh).multiply(abg.negate(), h).isOne())
                    .isTrue();
            assertThat(new Pairing()
                            .multiply(ag, bh)
                            .multiply(abg.negate().add(g), h)
                            .isOne())
                    .isFalse();
            assertThat(new Pairing()
                            .multiply(ag, h)
                            .multiply(g, bh)
                            .multiply(ag.add(g.multiply(b)).negate(), h)
                            .isOne())
                    .isTrue();
        }
        assertThat(new Pairing().isOne()).isTrue();
        assertThat(new Pairing().multiply(g, Group.G2.infinity()).isOne()).isTrue();
        assertThat(new Pairing().multiply(Group.G1.infinity(), h).isOne()).isTrue();
        assertThat(new Pairing().multiply(g, h).isOne()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void pointsAreReadBackInBothForms(Group group) {
        PointDecoding decoding = new PointDecoding(group);
        for (int i = 0; i < 10; i++) {
            CurvePoint p = group.generator().multiply(SlowCurve.random(RANDOM, Fr.ORDER));
            assertThat(decoding.decode(PointDecoding.encode(p))).contains(p);
            CurvePoint larger = group.newField().isLarger(p.y(), 0) ? p : p.negate();
            assertThat(decoding.decode(new EncodedCurvePoint.Compressed(p.x(), true)))
                    .contains(larger);
            assertThat(decoding.decode(new EncodedCurvePoint.Compressed(p.x(), false)))
                    .contains(larger.negate());
        }
        assertThat(decoding.decode(PointDecoding.encode(group.infinity()))).contains(group.infinity());
    }

    @ParameterizedTest
    @EnumSource
    void membershipIsHavingTheOrderOfTheGroup(Group group) {
        Membership membership = new Membership(group);
        JacobianArithmetic arithmetic = new JacobianArithmetic(group);
        int inside = 0;
        int outside = 0;
        for (int i = 3; outside < 6; i++) {
            // On y² = x³ + 1 there are points of order 2, 3 and 6 with x from −1 to 2.
            long[] point = new long[2 * group.coordinateLimbs()];
            Fp.of(BigInteger.valueOf(i), point, 0);
            if (!membership.solveForY(point, 0, i % 2 == 0)) {
                continue;
            }
            assertThat(membership.isOnCurve(point, 0)).isTrue();
            long[] multiple = arithmetic.newPoint();
            arithmetic.multiply(multiple, point, 0, Fr.ORDER);
            assertThat(membership.isInSubgroup(point, 0)).isEqualTo(arithmetic.isInfinity(multiple));
            assertThat(membership.areInSubgroup(point, 0, 1)).isEqualTo(arithmetic.isInfinity(multiple));
            long[] among = new long[20 * point.length];
            for (int j = 0; j < 20; j++) {
                long[] other = j == 13
                        ? point
                        : group.generator().multiply(BigInteger.valueOf(j + 1)).coordinates();
                System.arraycopy(other, 0, among, j * point.length, point.length);
            }
            assertThat(membership.areInSubgroup(among, 0, 20)).isEqualTo(arithmetic.isInfinity(multiple));
            assertThat(membership.areInSubgroup(among, 0, 13)).isTrue();
            outside++;
            // The part of the point outside of the group is refused, and its part inside is accepted.
            assertThat(membership.isInSubgroup(arithmetic.toAffine(multiple).coordinates(), 0))
                    .isEqualTo(arithmetic.isInfinity(multiple));
            BigInteger cofactor = cofactor(group);
            arithmetic.multiply(multiple, point, 0, cofactor);
            assertThat(membership.isInSubgroup(arithmetic.toAffine(multiple).coordinates(), 0))
                    .isTrue();
            inside++;
        }
        assertThat(inside).isPositive();
    }

    private static BigInteger cofactor(Group group) {
        BigInteger x = CurveParameter.X;
        return switch (group) {
            case G1 -> x.subtract(BigInteger.ONE).pow(2).divide(BigInteger.valueOf(3));
            case G2 -> {
                long[] coefficients = {13, -4, -4, 6, -4, 0, 5, -4, 1};
                BigInteger sum = BigInteger.ZERO;
                for (int i = 8; i >= 0; i--) {
                    sum = sum.multiply(x).add(BigInteger.valueOf(coefficients[i]));
                }
                yield sum.divide(BigInteger.valueOf(9));
            }
        };
    }

    @Test
    void pointsOfSmallOrderAreRefused() {
        // (0, 1) and (−1, 0) have order 3 and 2 on y² = x³ + 1.
        long[] one = Fp.of(BigInteger.ONE);
        long[] zero = new long[Fp.LIMBS];
        PointDecoding decoding = new PointDecoding(Group.G1);
        assertThat(decoding.decode(new EncodedCurvePoint.Uncompressed(zero, one)))
                .isEmpty();
        assertThat(decoding.decode(new EncodedCurvePoint.Compressed(zero, true)))
                .isEmpty();
        long[] minusOne = Fp.of(BigInteger.ONE.negate());
        assertThat(decoding.decode(new EncodedCurvePoint.Uncompressed(minusOne, zero)))
                .isEmpty();
        assertThat(decoding.decode(new EncodedCurvePoint.Compressed(minusOne, false)))
                .isEmpty();
        assertThat(decoding.decode(new EncodedCurvePoint.Uncompressed(zero, zero)))
                .isEmpty();
    }

    /** 2029 is the smallest prime in the cofactor of G2. */
    @Test
    void pointsOfTheSmallestOrderOfTheTwistAreRefused() {
        BigInteger small = BigInteger.valueOf(2029);
        BigInteger[] cofactor = cofactor(Group.G2).divideAndRemainder(small);
        assertThat(cofactor[1]).isZero();
        Membership membership = new Membership(Group.G2);
        JacobianArithmetic arithmetic = new JacobianArithmetic(Group.G2);
        long[] multiple = arithmetic.newPoint();
        for (int x = 2; arithmetic.isInfinity(multiple); x++) {
            long[] point = new long[2 * Group.G2.coordinateLimbs()];
            Fp.of(BigInteger.valueOf(x), point, 0);
            if (membership.solveForY(point, 0, true)) {
                arithmetic.multiply(multiple, point, 0, cofactor[0].multiply(Fr.ORDER));
            }
        }
        CurvePoint stray = arithmetic.toAffine(multiple);
        CurvePoint member = Group.G2.generator();
        for (CurvePoint point : List.of(stray, member.add(stray), member.add(stray.negate()))) {
            assertThat(membership.isOnCurve(point.coordinates(), 0)).isTrue();
            assertThat(membership.isInSubgroup(point.coordinates(), 0)).isFalse();
            assertThat(membership.areInSubgroup(point.coordinates(), 0, 1)).isFalse();
            assertThat(new PointDecoding(Group.G2).decode(PointDecoding.encode(point)))
                    .isEmpty();
        }
        assertThat(stray.multiply(small)).isEqualTo(Group.G2.infinity());
    }

    @ParameterizedTest
    @EnumSource
    void otherBytesOfThePointAreRefused(Group group) {
        PointDecoding decoding = new PointDecoding(group);
        CurvePoint p = group.generator().multiply(BigInteger.valueOf(77));
        int limbs = group.coordinateLimbs();
        for (int coordinate = 0; coordinate < 2 * limbs / Fp.LIMBS; coordinate++) {
            long[] x = p.x();
            long[] y = p.y();
            long[] changed = coordinate < limbs / Fp.LIMBS ? x : y;
            int at = coordinate % (limbs / Fp.LIMBS) * Fp.LIMBS;
            BigInteger raw = Limbs.toBigInteger(changed, at, Fp.LIMBS);
            Limbs.fromBigInteger(raw.add(Fp.MODULUS), changed, at, Fp.LIMBS);
            assertThat(decoding.decode(new EncodedCurvePoint.Uncompressed(x, y)))
                    .isEmpty();
            if (changed == x) {
                assertThat(decoding.decode(new EncodedCurvePoint.Compressed(x, true)))
                        .isEmpty();
            }
            Limbs.fromBigInteger(raw, changed, at, Fp.LIMBS);
            changed[at] ^= 1;
            assertThat(decoding.decode(new EncodedCurvePoint.Uncompressed(x, y)))
                    .isEmpty();
        }
        long[] noSquare = p.x();
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            Fp.of(BigInteger.valueOf(i + 2), noSquare, 0);
            refused += decoding.decode(new EncodedCurvePoint.Compressed(noSquare, true))
                            .isEmpty()
                    ? 1
                    : 0;
        }
        assertThat(refused).isEqualTo(20);
    }

    private static void assertSame(CurvePoint point, SlowCurve.@Nullable Point expected) {
        assertThat(SlowCurve.of(point)).isEqualTo(expected);
    }

    private static List<BigInteger> values(long[] element) {
        BigInteger[] values = new BigInteger[element.length / Fp.LIMBS];
        Arrays.setAll(values, i -> Fp.value(element, i * Fp.LIMBS));
        return List.of(values);
    }

    private static BigInteger number(@Nullable Object hex) {
        return new BigInteger((String) Objects.requireNonNull(hex), 16);
    }

    private static String hex(CurvePoint point) {
        return HexFormat.of().formatHex(point.transcriptBytes());
    }
}
