/** Tests of the command that checks an installation. */
@NullMarked
package org.fhevm.coprocessor.cli.doctor;

import org.jspecify.annotations.NullMarked;
