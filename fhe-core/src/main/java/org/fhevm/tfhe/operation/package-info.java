/**
 * The operations and the types that they take.
 *
 * <p>{@link org.fhevm.tfhe.operation.FheType} lists the twelve encrypted types and
 * {@link org.fhevm.tfhe.operation.FheOperation} is the one table of operations: each row states the wire code, the
 * arity, the accepted types, the places of scalars and the rule for the result's type. All code that needs such a fact
 * reads it there: the type check of a request, which the service makes before any value exists; the distinction of
 * handles from scalars; the dispatch of the evaluator; metric labels; and the matrix of the tests.
 *
 * <p>An {@link org.fhevm.tfhe.operation.FheEvaluator} turns {@link org.fhevm.tfhe.operation.FheOperand}s, encrypted
 * values and scalars, into an {@link org.fhevm.tfhe.operation.FheValue}. Its callers have checked the types.
 * {@link org.fhevm.tfhe.operation.ScalarDecoding} turns the bytes of a scalar into a number.
 */
@NullMarked
package org.fhevm.tfhe.operation;

import org.jspecify.annotations.NullMarked;
