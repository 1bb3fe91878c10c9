/** What operators read and change of a tenant beyond its keys: its state, its share, its backlog, and its rows. */
@NullMarked
package org.fhevm.coprocessor.cli.tenant.repository;

import org.jspecify.annotations.NullMarked;
