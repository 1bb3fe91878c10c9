/**
 * The check of inputs' proofs, apart from the {@linkplain org.fhevm.coprocessor.common.proof.ProofMetadata metadata}
 * that an honest client binds its proof to: the threads that check proofs ({@link
 * org.fhevm.coprocessor.server.proof.ProofThreads}), and the cache of accepted proofs ({@link
 * org.fhevm.coprocessor.server.proof.AcceptedProofs}). The mathematics is in {@code org.fhevm.tfhe.zk}; {@code
 * usecase.ProofQueue} decides whose turn it is.
 */
@NullMarked
package org.fhevm.coprocessor.server.proof;

import org.jspecify.annotations.NullMarked;
