/**
 * The program that operators and containers start. {@link org.fhevm.coprocessor.cli.Main} is the root of all commands.
 * Each command is a class of its own in the package of its subject, and stays thin: it reads its flags, calls the class
 * that does the work, and prints the outcome.
 *
 * <p>The daemon can be started under three names that differ only in the parts they may run: both ({@code Main}), only
 * the server, and only the worker. The last two are for containers with one part each.
 *
 * <p>Exit codes: 0 for success, 1 for a failure or a negative verdict, which the output explains, 2 for an invalid
 * command line. Secrets (keys, API keys, passwords) are never printed; commands write them to files that only their
 * owner can read, and print the file names.
 */
@NullMarked
package org.fhevm.coprocessor.cli;

import org.jspecify.annotations.NullMarked;
