@NullMarked
package org.fhevm.coprocessor.common.audit;

import org.jspecify.annotations.NullMarked;
