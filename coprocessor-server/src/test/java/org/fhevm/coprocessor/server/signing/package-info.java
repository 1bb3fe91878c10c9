@NullMarked
package org.fhevm.coprocessor.server.signing;

import org.jspecify.annotations.NullMarked;
