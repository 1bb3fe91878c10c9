/**
 * The program that people and containers start. {@link org.fhevm.coprocessor.cli.Main} is the root of all commands; each
 * command is a class of its own, in the package of its subject, and stays thin: it reads its flags, calls what does the
 * work, and prints the outcome.
 *
 * <p>The daemon can be started under three names that differ only in what they may run: everything ({@code Main}), the
 * server alone and the worker alone, for containers that hold one of them each.
 *
 * <p>Exit codes: 0 for success, 1 for a failure that the last line explains, 2 for a command line that makes no sense.
 * Secrets (keys, API keys, passwords) are never printed; what must be handed on is written to a file that only its owner
 * can read, and the file is named.
 */
@NullMarked
package org.fhevm.coprocessor.cli;

import org.jspecify.annotations.NullMarked;
