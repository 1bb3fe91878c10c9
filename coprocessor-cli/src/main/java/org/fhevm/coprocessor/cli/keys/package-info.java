/**
 * Key sets on disk: a folder with the client key {@code cks} (secret), the server key {@code sks}, the compact public
 * key {@code pks} and, optionally, the common reference string {@code pp}. The names are those of the 0.6 backend.
 */
@NullMarked
package org.fhevm.coprocessor.cli.keys;

import org.jspecify.annotations.NullMarked;
