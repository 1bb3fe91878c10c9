/** Tests of the command line: tenant. */
@NullMarked
package org.fhevm.coprocessor.cli.tenant;

import org.jspecify.annotations.NullMarked;
