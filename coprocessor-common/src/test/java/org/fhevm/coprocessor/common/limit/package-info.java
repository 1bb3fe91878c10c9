@NullMarked
package org.fhevm.coprocessor.common.limit;

import org.jspecify.annotations.NullMarked;
