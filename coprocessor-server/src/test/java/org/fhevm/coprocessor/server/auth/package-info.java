@NullMarked
package org.fhevm.coprocessor.server.auth;

import org.jspecify.annotations.NullMarked;
