@NullMarked
package org.fhevm.coprocessor.server.config;

import org.jspecify.annotations.NullMarked;
