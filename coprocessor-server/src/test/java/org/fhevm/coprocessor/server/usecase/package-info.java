@NullMarked
package org.fhevm.coprocessor.server.usecase;

import org.jspecify.annotations.NullMarked;
