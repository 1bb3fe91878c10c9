/** The server's reports to its operators. */
@NullMarked
package org.fhevm.coprocessor.server.events;

import org.jspecify.annotations.NullMarked;
