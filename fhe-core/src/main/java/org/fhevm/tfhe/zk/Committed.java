package org.fhevm.tfhe.zk;

import org.fhevm.tfhe.zk.curve.CurvePoint;

/**
 * A statement and the two commitments that most challenges are derived from.
 *
 * @param transcript of the statement
 * @param cHat ĉ, the commitment to the witness
 * @param cY c_y, the commitment to its products with y
 */
record Committed(Transcript transcript, Statement statement, CurvePoint cHat, CurvePoint cY) {}
