/**
 * Private keys in files that a password protects, in the format that Ethereum's clients share: version 3 of the <a
 * href="https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/">Web3 Secret Storage
 * Definition</a>.
 *
 * <p>{@link org.fhevm.coprocessor.server.keystore.KeystoreJson} reads and writes the file, {@link
 * org.fhevm.coprocessor.server.keystore.Keystore} opens and seals the key under what a {@link
 * org.fhevm.coprocessor.server.keystore.KeyDerivation} makes of the password.
 */
@NullMarked
package org.fhevm.coprocessor.server.keystore;

import org.jspecify.annotations.NullMarked;
