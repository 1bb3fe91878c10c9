@NullMarked
package org.fhevm.coprocessor.cli.contract;

import org.jspecify.annotations.NullMarked;
