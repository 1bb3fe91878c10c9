/** Trying again, and how long to wait before. */
@NullMarked
package org.fhevm.coprocessor.common.retry;

import org.jspecify.annotations.NullMarked;
