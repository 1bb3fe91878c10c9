@NullMarked
package org.fhevm.coprocessor.common.transport;

import org.jspecify.annotations.NullMarked;
