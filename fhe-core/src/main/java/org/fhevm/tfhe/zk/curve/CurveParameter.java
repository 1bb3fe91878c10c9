package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;

/** The number x from which the family BLS12 makes both fields, the curve and the pairing. */
final class CurveParameter {
    /** |x|, 75 bits of which 7 are set. */
    static final BigInteger ABSOLUTE = new BigInteger("6008204000000020001", 16);

    /** x of BLS12-446. */
    static final BigInteger X = ABSOLUTE.negate();

    private CurveParameter() {}
}
