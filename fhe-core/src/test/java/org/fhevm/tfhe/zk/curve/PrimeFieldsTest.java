package org.fhevm.tfhe.zk.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Fp, Fp2 and Fr against integers. */
class PrimeFieldsTest {
    private static final Random RANDOM = new Random(4);

    @Test
    void theModuliAreThoseOfTheCurve() {
        assertThat(Fp.MODULUS).isEqualTo(SlowCurve.P);
        assertThat(Fr.ORDER).isEqualTo(SlowCurve.R);
        assertThat(Fp.MODULUS.isProbablePrime(64)).isTrue();
        assertThat(Fr.ORDER.isProbablePrime(64)).isTrue();
    }

    @RepeatedTest(500)
    void baseFieldArithmeticIsModuloP() {
        BigInteger[] v = new BigInteger[4];
        long[] e = new long[4 * 7];
        for (int i = 0; i < 4; i++) {
            v[i] = SlowCurve.extreme(RANDOM, Fp.MODULUS);
            Fp.of(v[i], e, 7 * i);
            assertThat(Fp.value(e, 7 * i)).isEqualTo(v[i]);
            assertThat(Fp.isZero(e, 7 * i)).isEqualTo(v[i].signum() == 0);
            assertThat(Fp.isCanonical(e, 7 * i)).isTrue();
        }
        long[] out = new long[7];
        Fp.multiply(out, 0, e, 0, e, 7);
        assertThat(Fp.value(out, 0)).isEqualTo(v[0].multiply(v[1]).mod(Fp.MODULUS));
        assertThat(Fp.isCanonical(out, 0)).isTrue();
        Fp.multiplySum(out, 0, e, 0, e, 7, e, 14, e, 21);
        assertThat(Fp.value(out, 0))
                .isEqualTo(v[0].multiply(v[1]).add(v[2].multiply(v[3])).mod(Fp.MODULUS));
        assertThat(Fp.isCanonical(out, 0)).isTrue();
        Fp.add(out, 0, e, 0, e, 7);
        assertThat(Fp.value(out, 0)).isEqualTo(v[0].add(v[1]).mod(Fp.MODULUS));
        assertThat(Fp.isCanonical(out, 0)).isTrue();
        Fp.subtract(out, 0, e, 0, e, 7);
        assertThat(Fp.value(out, 0)).isEqualTo(v[0].subtract(v[1]).mod(Fp.MODULUS));
        assertThat(Fp.isCanonical(out, 0)).isTrue();
        Fp.negate(out, 0, e, 0);
        assertThat(Fp.value(out, 0)).isEqualTo(v[0].negate().mod(Fp.MODULUS));
        if (v[0].signum() != 0) {
            Fp.invert(out, 0, e, 0);
            assertThat(Fp.value(out, 0)).isEqualTo(v[0].modInverse(Fp.MODULUS));
        }
        Fp.multiply(out, 0, e, 0, e, 0);
        assertThat(Fp.squareRoot(out, 0, out, 0)).isTrue();
        assertThat(Fp.value(out, 0)).isIn(v[0], v[0].negate().mod(Fp.MODULUS));
        System.arraycopy(e, 0, out, 0, 7);
        Fp.multiply(out, 0, out, 0, out, 0);
        Fp.subtract(out, 0, out, 0, out, 0);
        assertThat(Fp.isZero(out, 0)).isTrue();
    }

    @Test
    void onlyLimbsBelowPAreCanonical() {
        long[] limbs = new long[7];
        Limbs.fromBigInteger(Fp.MODULUS, limbs, 0, 7);
        assertThat(Fp.isCanonical(limbs, 0)).isFalse();
        Limbs.fromBigInteger(Fp.MODULUS.subtract(BigInteger.ONE), limbs, 0, 7);
        assertThat(Fp.isCanonical(limbs, 0)).isTrue();
        Limbs.fromBigInteger(BigInteger.ONE.shiftLeft(448).subtract(BigInteger.ONE), limbs, 0, 7);
        assertThat(Fp.isCanonical(limbs, 0)).isFalse();
    }

    @RepeatedTest(500)
    void scalarFieldArithmeticIsModuloR() {
        BigInteger a = SlowCurve.extreme(RANDOM, Fr.ORDER);
        BigInteger b = SlowCurve.extreme(RANDOM, Fr.ORDER);
        long[] x = Fr.of(a);
        long[] y = Fr.of(b);
        long[] out = new long[5];
        Fr.multiply(out, 0, x, 0, y, 0);
        assertThat(Fr.value(out, 0)).isEqualTo(a.multiply(b).mod(Fr.ORDER));
        Fr.add(out, 0, x, 0, y, 0);
        assertThat(Fr.value(out, 0)).isEqualTo(a.add(b).mod(Fr.ORDER));
        Fr.subtract(out, 0, x, 0, y, 0);
        assertThat(Fr.value(out, 0)).isEqualTo(a.subtract(b).mod(Fr.ORDER));
        Fr.negate(out, 0, x, 0);
        assertThat(Fr.value(out, 0)).isEqualTo(a.negate().mod(Fr.ORDER));
        Fr.toInteger(out, 0, x, 0);
        assertThat(Limbs.toBigInteger(out, 0, 5)).isEqualTo(a);
        Limbs.fromBigInteger(SlowCurve.extreme(RANDOM, BigInteger.ONE.shiftLeft(320)), y, 0, 5);
        Fr.fromInteger(out, 0, y, 0);
        assertThat(Fr.value(out, 0)).isEqualTo(Limbs.toBigInteger(y, 0, 5).mod(Fr.ORDER));
    }

    @RepeatedTest(200)
    void productsWithShortIntegersAreModuloR() {
        int count = 1 + RANDOM.nextInt(5);
        long[] t = new long[2 * count];
        long[] x = new long[Fr.LIMBS * count];
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            BigInteger a = SlowCurve.extreme(RANDOM, BigInteger.ONE.shiftLeft(128));
            BigInteger b = SlowCurve.extreme(RANDOM, Fr.ORDER);
            Limbs.fromBigInteger(a, t, 2 * i, 2);
            System.arraycopy(Fr.of(b), 0, x, Fr.LIMBS * i, Fr.LIMBS);
            sum = sum.add(a.multiply(b));
            long[] out = new long[Fr.LIMBS];
            Fr.multiplyShort(out, 0, t, 2 * i, x, Fr.LIMBS * i);
            Fr.multiply(out, 0, out, 0, Fr.twoTo128(), 0);
            assertThat(Fr.value(out, 0)).isEqualTo(a.multiply(b).mod(Fr.ORDER));
        }
        long[] out = new long[Fr.LIMBS];
        Fr.sumOfProducts(out, 0, t, 0, 2, x, 0, count);
        assertThat(Fr.value(out, 0)).isEqualTo(sum.mod(Fr.ORDER));
    }

    /** The most products there may be, each as large as can be. */
    @Test
    void longSumsOfLargeProductsDoNotOverflow() {
        int count = 1 << 20;
        long[] t = new long[2 * count];
        long[] x = new long[Fr.LIMBS * count];
        Arrays.fill(t, -1);
        for (int i = 0; i < count; i++) {
            Limbs.fromBigInteger(Fr.ORDER.subtract(BigInteger.ONE), x, Fr.LIMBS * i, Fr.LIMBS);
        }
        long[] out = new long[Fr.LIMBS];
        Fr.sumOfProducts(out, 0, t, 0, 2, x, 0, count);
        assertThat(Limbs.toBigInteger(out, 0, Fr.LIMBS))
                .isEqualTo(BigInteger.valueOf(-count)
                        .multiply(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE))
                        .mod(Fr.ORDER));
    }

    @RepeatedTest(200)
    void hashesAndPowersAreModuloR() {
        BigInteger h = SlowCurve.extreme(RANDOM, Fr.ORDER.shiftLeft(128));
        long[] limbs = new long[7];
        Limbs.fromBigInteger(h, limbs, 0, 7);
        long[] out = new long[Fr.LIMBS];
        Fr.fromHash(out, 0, limbs, 0);
        assertThat(Limbs.toBigInteger(out, 0, Fr.LIMBS))
                .isEqualTo(h.multiply(BigInteger.ONE.shiftLeft(128).modInverse(Fr.ORDER))
                        .mod(Fr.ORDER));
        BigInteger x = SlowCurve.extreme(RANDOM, Fr.ORDER);
        int exponent = RANDOM.nextInt(300);
        assertThat(Fr.value(Fr.power(Fr.of(x), exponent), 0))
                .isEqualTo(x.modPow(BigInteger.valueOf(exponent), Fr.ORDER));
    }

    @RepeatedTest(100)
    void quadraticFieldArithmeticIsThatOfPolynomials() {
        CoordinateField.Quadratic field = new CoordinateField.Quadratic();
        BigInteger p = Fp.MODULUS;
        BigInteger[] v = new BigInteger[4];
        long[] e = new long[28];
        for (int i = 0; i < 4; i++) {
            v[i] = SlowCurve.extreme(RANDOM, p);
            Fp.of(v[i], e, 7 * i);
        }
        long[] out = new long[14];
        field.multiply(out, 0, e, 0, e, 14);
        assertElement(
                out,
                v[0].multiply(v[2]).subtract(v[1].multiply(v[3])),
                v[0].multiply(v[3]).add(v[1].multiply(v[2])));
        BigInteger realSquare = v[0].multiply(v[0]).subtract(v[1].multiply(v[1]));
        BigInteger imaginarySquare = v[0].multiply(v[1]).shiftLeft(1);
        field.square(out, 0, e, 0);
        assertElement(out, realSquare, imaginarySquare);
        assertThat(field.squareRoot(out, 0, out, 0)).isTrue();
        field.square(out, 0, out, 0);
        assertElement(out, realSquare, imaginarySquare);
        field.multiplyByXi(out, 0, e, 0);
        assertElement(out, v[0].subtract(v[1]), v[0].add(v[1]));
        field.multiply(out, 0, Fp2.XI, 0, e, 0);
        assertElement(out, v[0].subtract(v[1]), v[0].add(v[1]));
        if (!field.isZero(e, 0)) {
            field.invert(out, 0, e, 0);
            field.multiply(out, 0, out, 0, e, 0);
            assertElement(out, BigInteger.ONE, BigInteger.ZERO);
            field.square(out, 0, e, 0);
            field.multiplyByXi(out, 0, out, 0);
            assertThat(field.squareRoot(out, 0, out, 0)).isFalse();
        }
    }

    private static void assertElement(long[] element, BigInteger real, BigInteger imaginary) {
        assertThat(Fp.value(element, 0)).isEqualTo(real.mod(Fp.MODULUS));
        assertThat(Fp.value(element, 7)).isEqualTo(imaginary.mod(Fp.MODULUS));
    }

    @Test
    void inversesOfExtremesAreModuloP() {
        List<BigInteger> values = new ArrayList<>();
        for (int bit = 0; bit < Fp.MODULUS.bitLength(); bit++) {
            BigInteger power = BigInteger.ONE.shiftLeft(bit);
            values.addAll(List.of(power, Fp.MODULUS.subtract(power), power.subtract(BigInteger.ONE)));
        }
        values.add(Fp.MODULUS.add(BigInteger.ONE).shiftRight(1));
        values.removeIf(value -> value.mod(Fp.MODULUS).signum() == 0);
        // As limbs, not as values: the algorithm sees the Montgomery form.
        for (BigInteger limbs : values) {
            long[] element = new long[Fp.LIMBS];
            Limbs.fromBigInteger(limbs, element, 0, Fp.LIMBS);
            long[] inverse = new long[Fp.LIMBS];
            Fp.invert(inverse, 0, element, 0);
            assertThat(Fp.value(inverse, 0)).isEqualTo(Fp.value(element, 0).modInverse(Fp.MODULUS));
        }
    }
}
