package org.fhevm.coprocessor.common.tls;

import java.io.IOException;

/** Files from which TLS cannot be set up. The message names the file and the fault, in one line. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
