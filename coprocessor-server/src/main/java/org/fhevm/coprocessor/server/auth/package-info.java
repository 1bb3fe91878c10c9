/** Authentication: the credential of a call, and what it grants. */
@NullMarked
package org.fhevm.coprocessor.server.auth;

import org.jspecify.annotations.NullMarked;
