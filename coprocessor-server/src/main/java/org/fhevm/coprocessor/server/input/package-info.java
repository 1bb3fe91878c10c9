/**
 * Users' encrypted inputs: reading the uploaded lists ({@link org.fhevm.coprocessor.server.input.InputList}), deciding
 * whether their proofs are good enough ({@link org.fhevm.coprocessor.server.input.InputProofPolicy}), and naming their
 * values ({@link org.fhevm.coprocessor.server.input.InputHandles}).
 */
@NullMarked
package org.fhevm.coprocessor.server.input;

import org.jspecify.annotations.NullMarked;
