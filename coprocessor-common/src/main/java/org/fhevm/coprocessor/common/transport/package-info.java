/** What every port of ours does before a byte of a connection is read: counting, and closing what is too much. */
@NullMarked
package org.fhevm.coprocessor.common.transport;

import org.jspecify.annotations.NullMarked;
