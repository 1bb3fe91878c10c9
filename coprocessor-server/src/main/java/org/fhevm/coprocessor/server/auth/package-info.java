/** Authentication: the API key of a request, and the tenant that it belongs to. */
@NullMarked
package org.fhevm.coprocessor.server.auth;

import org.jspecify.annotations.NullMarked;
