/**
 * Settings that are not on the command line. A flag of the daemon takes its value from the command line, else from its
 * environment variable, else from the configuration file, else it has its default.
 */
@NullMarked
package org.fhevm.coprocessor.cli.configuration;

import org.jspecify.annotations.NullMarked;
