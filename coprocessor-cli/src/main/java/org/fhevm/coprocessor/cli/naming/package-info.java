/** Operations and types by the names that people give them, in what commands print and accept. */
@NullMarked
package org.fhevm.coprocessor.cli.naming;

import org.jspecify.annotations.NullMarked;
