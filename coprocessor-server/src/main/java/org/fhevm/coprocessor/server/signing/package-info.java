/**
 * The signatures with which the coprocessor attests what it stored and what it hands out.
 *
 * <p>A statement is a struct of <a href="https://eips.ethereum.org/EIPS/eip-712">EIP-712</a>: {@link
 * org.fhevm.coprocessor.server.signing.InputAttestation} says that a user's input was stored under certain handles,
 * {@link org.fhevm.coprocessor.server.signing.CiphertextAttestation} that a handle stands for certain bytes. Each knows
 * the digest that stands for it, made with {@link org.fhevm.coprocessor.server.signing.Eip712Encoder}. A {@link
 * org.fhevm.coprocessor.server.signing.Signer} signs digests: a {@link
 * org.fhevm.coprocessor.server.signing.SigningKey} that was read from a file ({@link
 * org.fhevm.coprocessor.server.signing.SigningKeyFile}), or a {@link
 * org.fhevm.coprocessor.server.signing.TokenSigner} for a key that a PKCS#11 token keeps to itself. Contracts and the
 * key management system verify the results, so every byte of an encoding here is fixed.
 */
@NullMarked
package org.fhevm.coprocessor.server.signing;

import org.jspecify.annotations.NullMarked;
