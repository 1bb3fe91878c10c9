/** Threads of the operating system. */
@NullMarked
package org.fhevm.coprocessor.common.threads;

import org.jspecify.annotations.NullMarked;
