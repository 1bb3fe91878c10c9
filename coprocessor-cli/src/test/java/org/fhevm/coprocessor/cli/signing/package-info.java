@NullMarked
package org.fhevm.coprocessor.cli.signing;

import org.jspecify.annotations.NullMarked;
