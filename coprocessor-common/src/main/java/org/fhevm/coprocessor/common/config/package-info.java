/**
 * Configuration: one immutable record for each concern, with its defaults and its checks inside. A program makes the
 * records once, when it starts, and hands them down; no code looks a setting up later. The defaults are those of the
 * 0.6 backend wherever it has the setting. {@link org.fhevm.coprocessor.database.DatabaseConfig} has the settings of
 * the database, next to the code that uses them.
 */
@NullMarked
package org.fhevm.coprocessor.common.config;

import org.jspecify.annotations.NullMarked;
