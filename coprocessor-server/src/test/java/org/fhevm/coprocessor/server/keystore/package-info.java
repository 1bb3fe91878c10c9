@NullMarked
package org.fhevm.coprocessor.server.keystore;

import org.jspecify.annotations.NullMarked;
