/** Manual pages in troff, written from the same model as the help texts. */
@NullMarked
package org.fhevm.coprocessor.cli.manual;

import org.jspecify.annotations.NullMarked;
