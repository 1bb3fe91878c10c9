@NullMarked
package org.fhevm.coprocessor.server.schedule;

import org.jspecify.annotations.NullMarked;
