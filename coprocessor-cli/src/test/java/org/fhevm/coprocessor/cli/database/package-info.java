/** Tests of the commands that migrate and start databases. */
@NullMarked
package org.fhevm.coprocessor.cli.database;

import org.jspecify.annotations.NullMarked;
