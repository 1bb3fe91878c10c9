@NullMarked
package org.fhevm.coprocessor.cli.status.repository;

import org.jspecify.annotations.NullMarked;
