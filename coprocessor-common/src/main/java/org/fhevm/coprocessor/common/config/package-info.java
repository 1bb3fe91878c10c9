/**
 * Configuration: one immutable record for each concern, with its defaults and its checks inside. Records are made once,
 * where a program starts, and handed down; nothing looks anything up later. The defaults are those of the 0.6 backend
 * wherever it has the setting. How the database is reached is
 * {@link org.fhevm.coprocessor.database.DatabaseConfig}, beside the code that uses it.
 */
@NullMarked
package org.fhevm.coprocessor.common.config;

import org.jspecify.annotations.NullMarked;
