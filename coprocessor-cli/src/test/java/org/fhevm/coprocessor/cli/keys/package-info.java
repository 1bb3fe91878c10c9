/** Tests of the command line: keys. */
@NullMarked
package org.fhevm.coprocessor.cli.keys;

import org.jspecify.annotations.NullMarked;
