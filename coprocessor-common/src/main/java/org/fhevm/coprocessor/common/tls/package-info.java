/** TLS of the ports: certificates in files, reread when they change, and clients known by their certificates. */
@NullMarked
package org.fhevm.coprocessor.common.tls;

import org.jspecify.annotations.NullMarked;
