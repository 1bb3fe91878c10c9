/**
 * The operations and the types that they take.
 *
 * <p>{@link org.fhevm.tfhe.operation.FheType} lists the twelve encrypted types and
 * {@link org.fhevm.tfhe.operation.FheOperation} is the one table of operations: each row states the wire code, the
 * arity, the accepted types, the places of scalars and the rule for the result's type. All code that needs such a fact
 * reads it there: the type check of a request ({@link org.fhevm.tfhe.operation.OperationTyping}), the distinction of
 * handles from scalars, the dispatch of the evaluator, metric labels, and the matrix of the tests.
 *
 * <p>A request passes through this package twice. At its submission only the types are known, and
 * {@code OperationTyping} gives the result's type or an {@link org.fhevm.tfhe.operation.OperationError} with the reason
 * of a refusal. At its computation the values are there, and an {@link org.fhevm.tfhe.operation.FheEvaluator} turns
 * {@link org.fhevm.tfhe.operation.FheOperand}s into an {@link org.fhevm.tfhe.operation.FheValue}. Both use
 * {@link org.fhevm.tfhe.operation.ScalarDecoding} to turn the bytes of a scalar into a number.
 */
@NullMarked
package org.fhevm.tfhe.operation;

import org.jspecify.annotations.NullMarked;
