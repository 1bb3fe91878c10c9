/**
 * Where signing keys come from. {@link org.fhevm.coprocessor.cli.signing.KeySourceOptions} finds a key in a file or a
 * token, for all programs that use one; {@link org.fhevm.coprocessor.cli.signing.SigningKeyCommand} makes keys and
 * shows their addresses.
 */
@NullMarked
package org.fhevm.coprocessor.cli.signing;

import org.jspecify.annotations.NullMarked;
