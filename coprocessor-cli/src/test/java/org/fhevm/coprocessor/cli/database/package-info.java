/** Tests of the command line: database. */
@NullMarked
package org.fhevm.coprocessor.cli.database;

import org.jspecify.annotations.NullMarked;
