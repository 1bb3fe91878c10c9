/** Tests of the commands on ciphertext files. */
@NullMarked
package org.fhevm.coprocessor.cli.ciphertext;

import org.jspecify.annotations.NullMarked;
