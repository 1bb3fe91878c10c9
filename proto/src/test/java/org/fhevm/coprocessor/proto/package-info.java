@NullMarked
package org.fhevm.coprocessor.proto;

import org.jspecify.annotations.NullMarked;
