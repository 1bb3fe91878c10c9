/**
 * Ciphertext files by hand: making, looking into, converting and decrypting them. Nothing here belongs to the service; it
 * is for operators who trace a value, for tests, and for exchange with tfhe-rs.
 *
 * <p>A clear value is written {@code type:value} everywhere, for instance {@code uint64:100} or {@code bool:true}.
 */
@NullMarked
package org.fhevm.coprocessor.cli.ciphertext;

import org.jspecify.annotations.NullMarked;
