/** Server, worker, database and engine together, from gRPC request to decrypted result. */
@NullMarked
package org.fhevm.coprocessor.endtoend;

import org.jspecify.annotations.NullMarked;
