@NullMarked
package org.fhevm.coprocessor.cli.status;

import org.jspecify.annotations.NullMarked;
