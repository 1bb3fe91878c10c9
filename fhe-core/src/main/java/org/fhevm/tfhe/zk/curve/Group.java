package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;

/**
 * The two groups of prime order r that the pairing is between.
 *
 * <p>G1 is within {@code y² = x³ + 1} over Fp, G2 within {@code y² = x³ + (1 + u)} over Fp2, the M-type sextic twist of
 * the same curve over Fp12.
 */
public enum Group {
    /** Points over Fp. */
    G1(
            Fp.LIMBS,
            "0".repeat(111) + "1",
            "326ed6bd777fc6a311b73d3d76ae98512ce8c34265bf38416b20d782"
                    + "901a6f6211c1e56b3e4bc80b8bc02b7cbe6a9e8d3bf9166c8236f4fa",
            "1a7caf4a4d3887a6d6d62d244e413636f843c947aa57f57139d7f424"
                    + "b6660204b9093f32002756da22db0ce6034a9db9fe6f792612016b30"),
    /** Points over Fp2. */
    G2(
            2 * Fp.LIMBS,
            ("0".repeat(111) + "1").repeat(2),
            "21f8d4a76f74541aa57c0038441f7d1518dad8ed784dd225062b6143"
                    + "9640e885043c6bf16312d638d6ebaf149094f1cc0e529ee4dce9991d"
                    + "1e0f563c601bb8dca1b4e791d1b86560debaf4a2c553452771449cde"
                    + "ca4f00072879dd439b019b8b7cef6acb145b6413caf5185423a7d23a",
            "115ea2305a78f6460cc61570301497a7ddff621b5db3f8970177bfd6"
                    + "654e681e00346cebad16a03682039e4221ff3507274315837455b919"
                    + "25ed2192b203c1fe76a2ffcb7d47679d0b0bcc3fb6f2161c75328345"
                    + "28cd5a648a8e6755f9d82fd1d8ab17c84b9f03cd392236e9cf2976c2");

    private static final int HEX_DIGITS = 112;

    private final int coordinateLimbs;
    private final long[] constant;
    private final long[] generatorX;
    private final long[] generatorY;

    Group(int coordinateLimbs, String constant, String generatorX, String generatorY) {
        this.coordinateLimbs = coordinateLimbs;
        this.constant = coordinate(constant);
        this.generatorX = coordinate(generatorX);
        this.generatorY = coordinate(generatorY);
    }

    /** Words of a coordinate. */
    public int coordinateLimbs() {
        return coordinateLimbs;
    }

    /** Bytes of a point in transcripts: two coordinates and a byte that tells infinity. */
    public int transcriptBytes() {
        return 2 * coordinateLimbs * Long.BYTES + 1;
    }

    /** The point of which all others of the group are multiples. */
    public CurvePoint generator() {
        return CurvePoint.trusted(this, generatorX, generatorY);
    }

    /** The point at infinity. */
    public CurvePoint infinity() {
        return CurvePoint.infinity(this);
    }

    /** The b of the curve; borrowed. */
    long[] constant() {
        return constant;
    }

    /** The coordinate field with work space for one thread. */
    CoordinateField newField() {
        return switch (this) {
            case G1 -> new CoordinateField.Prime();
            case G2 -> new CoordinateField.Quadratic();
        };
    }

    private static long[] coordinate(String hex) {
        long[] limbs = new long[hex.length() / HEX_DIGITS * Fp.LIMBS];
        for (int i = 0; i < limbs.length / Fp.LIMBS; i++) {
            BigInteger value = new BigInteger(hex.substring(i * HEX_DIGITS, (i + 1) * HEX_DIGITS), 16);
            Fp.of(value, limbs, i * Fp.LIMBS);
        }
        return limbs;
    }
}
