/**
 * The agreement of clients and server about the proofs of inputs: the bytes that a proof is bound to ({@link
 * org.fhevm.coprocessor.common.proof.ProofMetadata}).
 */
@NullMarked
package org.fhevm.coprocessor.common.proof;

import org.jspecify.annotations.NullMarked;
