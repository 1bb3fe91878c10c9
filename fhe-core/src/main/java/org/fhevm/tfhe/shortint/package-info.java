/** One block: an LWE ciphertext of a few message bits with room for carries, and the keys that compute on it. */
@NullMarked
package org.fhevm.tfhe.shortint;

import org.jspecify.annotations.NullMarked;
