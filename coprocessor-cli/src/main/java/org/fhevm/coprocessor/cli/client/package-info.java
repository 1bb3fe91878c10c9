/** The coprocessor seen from outside: a client that speaks its protocol, as geth and the Gateway do. */
@NullMarked
package org.fhevm.coprocessor.cli.client;

import org.jspecify.annotations.NullMarked;
