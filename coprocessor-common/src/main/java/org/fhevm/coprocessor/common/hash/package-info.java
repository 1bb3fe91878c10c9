/** The one hash function of Ethereum, which names blobs and handles and is signed over. */
@NullMarked
package org.fhevm.coprocessor.common.hash;

import org.jspecify.annotations.NullMarked;
