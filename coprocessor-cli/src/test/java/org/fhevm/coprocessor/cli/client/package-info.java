/** Tests of the client of the coprocessor's protocol. */
@NullMarked
package org.fhevm.coprocessor.cli.client;

import org.jspecify.annotations.NullMarked;
