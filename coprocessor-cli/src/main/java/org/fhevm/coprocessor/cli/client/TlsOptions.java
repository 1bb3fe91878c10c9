package org.fhevm.coprocessor.cli.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command speaks TLS with a coprocessor whose URL begins with {@code https}. */
public final class TlsOptions {
    /** For a coprocessor that speaks TLS under the authorities that the JDK trusts, and needs no client certificate. */
    public static final TlsOptions NONE = new TlsOptions();

    @Option(
            names = "--tls-authorities",
            paramLabel = "FILE",
            description = "With https: certificates of the authorities that may sign the coprocessor's certificate, in"
                    + " PEM. Default: those that the JDK trusts")
    private @Nullable Path authorities;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "With https: the certificate of this client, in PEM.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "With https: the private key of that certificate, in PEM (PKCS #8).")
    private @Nullable Path key;

    /**
     * What a connection needs.
     *
     * @throws CommandFailure if a file is missing or damaged
     */
    ChannelCredentials credentials() {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        try {
            if (authorities != null) {
                credentials.trustManager(authorities.toFile());
            }
            if (certificate != null && key != null) {
                credentials.keyManager(certificate.toFile(), key.toFile());
            } else if (certificate != null || key != null) {
                throw new CommandFailure("give both --tls-certificate and --tls-key, or neither");
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot read a file of TLS: " + e.getMessage(), e);
        }
        return credentials.build();
    }
}
