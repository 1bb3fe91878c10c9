/** Tests of reads that wait for results. */
@NullMarked
package org.fhevm.coprocessor.server.pending;

import org.jspecify.annotations.NullMarked;
