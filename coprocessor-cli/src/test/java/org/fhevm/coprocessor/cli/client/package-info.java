/** Tests of the command line: client. */
@NullMarked
package org.fhevm.coprocessor.cli.client;

import org.jspecify.annotations.NullMarked;
