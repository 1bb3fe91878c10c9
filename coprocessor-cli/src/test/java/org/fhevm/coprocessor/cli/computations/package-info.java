/** Tests of the commands on the queue, on a real PostgreSQL. */
@NullMarked
package org.fhevm.coprocessor.cli.computations;

import org.jspecify.annotations.NullMarked;
