/**
 * What the check of inputs' proofs is made of, besides the {@linkplain
 * org.fhevm.coprocessor.common.proof.ProofMetadata metadata} that an honest client binds its proof to: the threads that check proofs ({@link
 * org.fhevm.coprocessor.server.proof.ProofThreads}), and the memory of proofs that were accepted ({@link
 * org.fhevm.coprocessor.server.proof.AcceptedProofs}). The mathematics is in {@code org.fhevm.tfhe.zk}; whose turn it is
 * is decided in {@code usecase.ProofQueue}.
 */
@NullMarked
package org.fhevm.coprocessor.server.proof;

import org.jspecify.annotations.NullMarked;
