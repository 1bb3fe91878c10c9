/**
 * A real PostgreSQL for tests: annotate a class with
 * {@link org.fhevm.coprocessor.database.testing.EmbeddedDatabase} and take a
 * {@link org.fhevm.coprocessor.database.Database} as a parameter.
 */
@NullMarked
package org.fhevm.coprocessor.database.testing;

import org.jspecify.annotations.NullMarked;
