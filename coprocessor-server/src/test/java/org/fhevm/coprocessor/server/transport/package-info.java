@NullMarked
package org.fhevm.coprocessor.server.transport;

import org.jspecify.annotations.NullMarked;
