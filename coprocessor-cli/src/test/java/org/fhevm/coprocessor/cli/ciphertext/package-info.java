/** Tests of the command line: ciphertext. */
@NullMarked
package org.fhevm.coprocessor.cli.ciphertext;

import org.jspecify.annotations.NullMarked;
