/**
 * Users' encrypted inputs: reading the uploaded lists ({@link org.fhevm.coprocessor.server.input.InputList}), the
 * encodings that are accepted ({@link org.fhevm.coprocessor.server.input.InputEncoding}), and naming their values
 * ({@link org.fhevm.coprocessor.server.input.InputHandles}).
 */
@NullMarked
package org.fhevm.coprocessor.server.input;

import org.jspecify.annotations.NullMarked;
