/** Tests of the commands that store tenants. */
@NullMarked
package org.fhevm.coprocessor.cli.tenant;

import org.jspecify.annotations.NullMarked;
