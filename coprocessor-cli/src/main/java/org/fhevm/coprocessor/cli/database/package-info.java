/** Finding and migrating the database. */
@NullMarked
package org.fhevm.coprocessor.cli.database;

import org.jspecify.annotations.NullMarked;
