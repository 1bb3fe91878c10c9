@NullMarked
package org.fhevm.coprocessor.cli.audit;

import org.jspecify.annotations.NullMarked;
