/** Tests of the command line: doctor. */
@NullMarked
package org.fhevm.coprocessor.cli.doctor;

import org.jspecify.annotations.NullMarked;
