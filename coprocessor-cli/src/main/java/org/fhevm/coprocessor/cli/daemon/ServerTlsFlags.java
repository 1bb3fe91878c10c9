package org.fhevm.coprocessor.cli.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of TLS on the port of the server. */
final class ServerTlsFlags {
    @Option(
            names = "--server-tls-certificate",
            paramLabel = "FILE",
            description = "Serve calls over TLS with this certificate, and those of its authorities, in PEM. The file"
                    + " is read again when it changes.")
    private @Nullable Path certificate;

    @Option(
            names = "--server-tls-key",
            paramLabel = "FILE",
            description = "The private key of the certificate, in PEM (PKCS #8).")
    private @Nullable Path key;

    @Option(
            names = "--server-tls-client-authorities",
            paramLabel = "FILE",
            description = "Require certificates of clients, signed by one of these authorities, in PEM.")
    private @Nullable Path clientAuthorities;

    @Option(
            names = "--server-tls-client-names",
            paramLabel = "NAME",
            split = ",",
            description = "Accept only clients whose certificates have one of these names. Default: all names")
    private List<String> clientNames = List.of();

    @Nullable
    TlsConfig tls() {
        return TlsFlagValues.check("--server-tls", certificate, key, clientAuthorities, Set.copyOf(clientNames));
    }
}
