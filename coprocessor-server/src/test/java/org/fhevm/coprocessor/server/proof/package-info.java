@org.jspecify.annotations.NullMarked
package org.fhevm.coprocessor.server.proof;
