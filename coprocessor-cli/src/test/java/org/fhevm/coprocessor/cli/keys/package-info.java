/** Tests of generating key sets. */
@NullMarked
package org.fhevm.coprocessor.cli.keys;

import org.jspecify.annotations.NullMarked;
