/** Tests of the client side, which holds the secrets. */
@NullMarked
package org.fhevm.tfhe.client;

import org.jspecify.annotations.NullMarked;
