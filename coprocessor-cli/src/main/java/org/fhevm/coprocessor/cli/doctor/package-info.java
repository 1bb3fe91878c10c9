/** Looks whether everything that a coprocessor needs is in order, and says what is not. */
@NullMarked
package org.fhevm.coprocessor.cli.doctor;

import org.jspecify.annotations.NullMarked;
