package org.fhevm.coprocessor.common.config;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a port.
 *
 * @param certificate PEM file with the certificate of the server and those up to, but without, its root authority
 * @param key PEM file with the certificate's private key, in PKCS #8
 * @param clients null if clients need no certificate
 */
public record TlsConfig(
        Path certificate, Path key, @Nullable Clients clients) {
    /**
     * The certificates that clients must show.
     *
     * @param authorities PEM file with the certificates of the authorities that sign them
     * @param names those allowed; if empty, every client with a certificate of these authorities is
     */
    public record Clients(Path authorities, Set<String> names) {
        public Clients {
            names = Set.copyOf(names);
        }
    }
}
