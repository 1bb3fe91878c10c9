package org.fhevm.coprocessor.cli.daemon;

import java.nio.file.Path;
import java.util.Set;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.jspecify.annotations.Nullable;

/** Checks which flags of TLS are given together. */
final class TlsFlagValues {
    private TlsFlagValues() {}

    /**
     * The settings of these flags; null without TLS.
     *
     * @param prefix of the flags' names
     * @throws IllegalArgumentException if one is given without another that it needs
     */
    static @Nullable TlsConfig check(
            String prefix,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path clientAuthorities,
            Set<String> clientNames) {
        if (clientAuthorities == null && !clientNames.isEmpty()) {
            throw new IllegalArgumentException(prefix + "-client-names needs " + prefix + "-client-authorities");
        }
        if (certificate == null && key == null && clientAuthorities == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("TLS needs both " + prefix + "-certificate and " + prefix + "-key");
        }
        return new TlsConfig(
                certificate,
                key,
                clientAuthorities == null ? null : new TlsConfig.Clients(clientAuthorities, clientNames));
    }
}
