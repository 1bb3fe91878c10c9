@NullMarked
package org.fhevm.coprocessor.server;

import org.jspecify.annotations.NullMarked;
