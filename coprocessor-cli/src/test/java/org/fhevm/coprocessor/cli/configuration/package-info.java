/** Tests of the configuration file. */
@NullMarked
package org.fhevm.coprocessor.cli.configuration;

import org.jspecify.annotations.NullMarked;
