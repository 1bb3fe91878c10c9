/** Reads what the status page shows of the database, in bounded statements that change nothing. */
@NullMarked
package org.fhevm.coprocessor.cli.status.repository;

import org.jspecify.annotations.NullMarked;
