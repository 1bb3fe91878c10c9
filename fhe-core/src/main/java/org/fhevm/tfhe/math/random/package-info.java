/**
 * Seeds, their byte streams, and the distributions drawn from them.
 *
 * <p>One generator serves two purposes. Public seeds replace the masks of compressed keys and ciphertexts: there the
 * stream must equal that of tfhe-rs byte by byte, and any word of it must be reachable without producing those before.
 * Secret seeds, taken from the operating system, drive key generation and encryption.
 */
@NullMarked
package org.fhevm.tfhe.math.random;

import org.jspecify.annotations.NullMarked;
