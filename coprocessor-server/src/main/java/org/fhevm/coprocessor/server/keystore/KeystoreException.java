package org.fhevm.coprocessor.server.keystore;

import java.io.IOException;

/** A keystore cannot be read, or its key cannot be opened. The message contains no part of the file or the password. */
public final class KeystoreException extends IOException {
    private static final long serialVersionUID = 1;

    KeystoreException(String message) {
        super(message);
    }
}
