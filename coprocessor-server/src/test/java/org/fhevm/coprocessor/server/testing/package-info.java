/** Fixtures of the server's tests: a server over a fresh database, a client of it, and fake cryptography. */
@NullMarked
package org.fhevm.coprocessor.server.testing;

import org.jspecify.annotations.NullMarked;
