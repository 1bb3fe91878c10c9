/** Bounds on what one tenant may take of something that all share. */
@NullMarked
package org.fhevm.coprocessor.common.limit;

import org.jspecify.annotations.NullMarked;
