@NullMarked
package org.fhevm.coprocessor.server.input;

import org.jspecify.annotations.NullMarked;
