/** Where the database is, and bringing its schema up to date. */
@NullMarked
package org.fhevm.coprocessor.cli.database;

import org.jspecify.annotations.NullMarked;
