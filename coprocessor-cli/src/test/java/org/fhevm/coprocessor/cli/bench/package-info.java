/** Tests of the benchmark for operators, at toy parameters. */
@NullMarked
package org.fhevm.coprocessor.cli.bench;

import org.jspecify.annotations.NullMarked;
