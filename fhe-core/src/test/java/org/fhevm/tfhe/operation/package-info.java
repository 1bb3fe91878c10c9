@NullMarked
package org.fhevm.tfhe.operation;

import org.jspecify.annotations.NullMarked;
