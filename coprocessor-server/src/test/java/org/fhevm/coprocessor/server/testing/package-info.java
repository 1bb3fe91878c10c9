/** What the tests of the server share: a server over a fresh database, a client of it, and pretended cryptography. */
@NullMarked
package org.fhevm.coprocessor.server.testing;

import org.jspecify.annotations.NullMarked;
