/** Tests of the size of heaps, and of memory that is given back. */
@NullMarked
package org.fhevm.coprocessor.cli.memory;

import org.jspecify.annotations.NullMarked;
