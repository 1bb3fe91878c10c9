@NullMarked
package org.fhevm.coprocessor.common.tracing;

import org.jspecify.annotations.NullMarked;
