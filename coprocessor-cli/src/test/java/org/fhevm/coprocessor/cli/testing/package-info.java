/** What several tests of the command line need. */
@NullMarked
package org.fhevm.coprocessor.cli.testing;

import org.jspecify.annotations.NullMarked;
