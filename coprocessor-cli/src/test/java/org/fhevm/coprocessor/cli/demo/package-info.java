/** Tests of the confidential transfer, at toy parameters. */
@NullMarked
package org.fhevm.coprocessor.cli.demo;

import org.jspecify.annotations.NullMarked;
