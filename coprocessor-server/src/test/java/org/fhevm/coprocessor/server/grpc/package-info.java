@NullMarked
package org.fhevm.coprocessor.server.grpc;

import org.jspecify.annotations.NullMarked;
