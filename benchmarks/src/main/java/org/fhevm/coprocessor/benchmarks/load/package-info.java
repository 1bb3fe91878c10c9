/** The server under load and faults: it, its clients and PostgreSQL on the same machine, everything on loopback. */
@NullMarked
package org.fhevm.coprocessor.benchmarks.load;

import org.jspecify.annotations.NullMarked;
