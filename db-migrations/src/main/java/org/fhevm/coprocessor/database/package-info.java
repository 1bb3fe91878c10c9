/**
 * The database that server and worker share: connections, schema, and typed access.
 *
 * <ul>
 *   <li>{@link org.fhevm.coprocessor.database.DatabaseUrl} reads the {@code postgres://} URLs operators already use;
 *   <li>{@link org.fhevm.coprocessor.database.Database} is the pool and the entry to jOOQ, and
 *       {@link org.fhevm.coprocessor.database.Migrations} brings the schema up to date;
 *   <li>{@code embedded} runs a PostgreSQL server of our own if there is none;
 *   <li>{@code generated} holds the jOOQ classes, generated from the migrated schema and committed. A test fails when
 *       they no longer match the migrations; run it with {@code -Dcoprocessor.database.regenerate=true} to rewrite
 *       them:
 *       <pre>mvn -pl db-migrations test -Dtest=GeneratedClassesTest -Dcoprocessor.database.regenerate=true</pre>
 * </ul>
 *
 * <p><b>The schema rule.</b> {@code V1} is the schema of the 0.6 backend, written so that it does nothing on a database
 * that backend made. Every later migration only adds: columns with defaults, indexes, tables, triggers that touch only
 * what we added. The reference's binaries therefore keep working on a migrated database, beside ours.
 */
@NullMarked
package org.fhevm.coprocessor.database;

import org.jspecify.annotations.NullMarked;
