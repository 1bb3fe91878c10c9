/** The names of operations and types that commands print and accept. */
@NullMarked
package org.fhevm.coprocessor.cli.naming;

import org.jspecify.annotations.NullMarked;
