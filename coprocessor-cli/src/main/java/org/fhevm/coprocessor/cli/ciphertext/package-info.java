/**
 * Commands on ciphertext files: they make, describe, convert and decrypt them. The service does not use this package;
 * it is for operators who trace a value, for tests, and for exchange with tfhe-rs.
 *
 * <p>A clear value is written {@code type:value} everywhere, for instance {@code euint64:100} or {@code ebool:true}.
 */
@NullMarked
package org.fhevm.coprocessor.cli.ciphertext;

import org.jspecify.annotations.NullMarked;
