/** Tests of what holds secrets. */
@NullMarked
package org.fhevm.tfhe.client;

import org.jspecify.annotations.NullMarked;
