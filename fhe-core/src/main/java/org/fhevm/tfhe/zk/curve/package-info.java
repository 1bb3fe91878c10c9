/**
 * The pairing-friendly curve BLS12-446 of tfhe-rs' proofs.
 *
 * <p>From the bottom up: {@code Fp} and {@link org.fhevm.tfhe.zk.curve.Fr} are the two prime fields, {@code
 * CoordinateField} is Fp or Fp2 under one interface, so that the {@linkplain org.fhevm.tfhe.zk.curve.Group groups} G1
 * (over Fp) and G2 (over Fp2) share one implementation of the curve. {@link org.fhevm.tfhe.zk.curve.CurvePoint} is a
 * point that was checked: it is on the curve and in its group. {@link org.fhevm.tfhe.zk.curve.Pairing} multiplies
 * pairings, {@link org.fhevm.tfhe.zk.curve.PointTable} sums multiples of many points.
 *
 * <p>Single points take the plain way, 64-bit limbs with {@code Math.unsignedMultiplyHigh}. Sums of many points, which
 * are nearly all of the time of a verification, add affine points many at a time in the lanes of {@code
 * math.simd.FieldLanes}.
 *
 * <p>All formulas are over fields of characteristic above 3 with a = 0: {@code y² = x³ + b}.
 */
@NullMarked
package org.fhevm.tfhe.zk.curve;

import org.jspecify.annotations.NullMarked;
