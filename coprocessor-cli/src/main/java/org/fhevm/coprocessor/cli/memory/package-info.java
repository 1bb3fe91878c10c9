/** Sizes the heap of a daemon by what its flags let it use and by what the machine has, and gives idle memory back. */
@NullMarked
package org.fhevm.coprocessor.cli.memory;

import org.jspecify.annotations.NullMarked;
