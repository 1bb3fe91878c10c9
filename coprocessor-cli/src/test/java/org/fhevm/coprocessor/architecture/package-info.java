/** The architecture as tests: which module and which package may use which. */
@NullMarked
package org.fhevm.coprocessor.architecture;

import org.jspecify.annotations.NullMarked;
