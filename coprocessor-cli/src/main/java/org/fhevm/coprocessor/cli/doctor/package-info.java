/** Checks that everything a coprocessor needs is in order, and reports what is not. */
@NullMarked
package org.fhevm.coprocessor.cli.doctor;

import org.jspecify.annotations.NullMarked;
