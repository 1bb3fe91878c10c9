/** A client of the coprocessor's protocol, as geth and the Gateway are. */
@NullMarked
package org.fhevm.coprocessor.cli.client;

import org.jspecify.annotations.NullMarked;
