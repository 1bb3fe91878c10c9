/**
 * Proofs that a compact list is well formed: that its sender knows the messages, that they and the noise are within
 * their bounds.
 *
 * <p>The scheme is the one tfhe-rs 0.9.1 wires to its ciphertexts: a vector commitment over the pairing-friendly curve
 * BLS12-446 (B. Libert, "Vector commitments with proofs of smallness: short range proofs and more", ePrint 2023/800),
 * with challenges by SHAKE256.
 *
 * <p>{@link org.fhevm.tfhe.zk.PublicParameters} are the powers of a trapdoor that proofs are made and checked with (the
 * CRS); {@link org.fhevm.tfhe.zk.PreparedParameters} has them ready for use. A {@link org.fhevm.tfhe.zk.Statement} is
 * what is proved: the public key, mask and bodies, and the metadata that the proof is bound to. {@code Transcript}
 * derives the challenges, {@code LinearMap} the coefficients, and {@link org.fhevm.tfhe.zk.ProofVerifier} checks the
 * equations. {@code curve} is below and knows nothing of proofs.
 *
 * <p>A proof of the <em>verify load</em> has three points, and the verifier sums as many multiples of points as the
 * parameters have powers. With the <em>proof load</em> the prover makes these sums too, and proves them with three
 * points more.
 */
@NullMarked
package org.fhevm.tfhe.zk;

import org.jspecify.annotations.NullMarked;
