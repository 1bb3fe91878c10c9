@NullMarked
package org.fhevm.coprocessor.server.events;

import org.jspecify.annotations.NullMarked;
