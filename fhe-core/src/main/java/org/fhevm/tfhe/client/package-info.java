/**
 * The client side, which holds the secrets: key generation, encryption and decryption. Servers and workers never use
 * it.
 */
@NullMarked
package org.fhevm.tfhe.client;

import org.jspecify.annotations.NullMarked;
