/**
 * What can be computed, and on what.
 *
 * <p>{@link org.fhevm.tfhe.operation.FheType} lists the twelve encrypted types and
 * {@link org.fhevm.tfhe.operation.FheOperation} is the one table of operations: each row states the wire code, the
 * arity, the types accepted, which operands are scalars and how the result's type follows from the operands. Whoever
 * has to know such a thing reads it there: the type check of a request
 * ({@link org.fhevm.tfhe.operation.OperationTyping}), the question which operands are handles, the dispatch of the
 * evaluator, metric labels, and the matrix of the tests.
 *
 * <p>A request passes through this package twice. When it is submitted only the types are known, and
 * {@code OperationTyping} gives the result's type or an {@link org.fhevm.tfhe.operation.OperationError} that says what
 * is wrong. When it is computed the values are there, and an {@link org.fhevm.tfhe.operation.FheEvaluator} turns
 * {@link org.fhevm.tfhe.operation.FheOperand}s into an {@link org.fhevm.tfhe.operation.FheValue}. How the bytes of a
 * clear operand become a number is the same question for both, answered once in
 * {@link org.fhevm.tfhe.operation.ScalarDecoding}.
 */
@NullMarked
package org.fhevm.tfhe.operation;

import org.jspecify.annotations.NullMarked;
