/** The hash function of Ethereum. It names blobs and handles, and signatures are over its hashes. */
@NullMarked
package org.fhevm.coprocessor.common.hash;

import org.jspecify.annotations.NullMarked;
