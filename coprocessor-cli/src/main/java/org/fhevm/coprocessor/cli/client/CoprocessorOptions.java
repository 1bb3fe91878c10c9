package org.fhevm.coprocessor.cli.client;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The coprocessor that a command calls, and how: its URL, the tenant's API key, and TLS. */
public final class CoprocessorOptions {
    @Mixin
    private ApiKeyOption apiKey;

    @Option(
            names = "--coprocessor-url",
            paramLabel = "URL",
            required = true,
            description = "For instance http://127.0.0.1:50051, or https://coprocessor.example:50051 for TLS.")
    private String url;

    @Mixin
    private TlsOptions tls;

    /**
     * Connects at the first call.
     *
     * @throws org.fhevm.coprocessor.cli.terminal.CommandFailure if the URL, the API key or a file of TLS is missing or
     *     malformed
     */
    public CoprocessorClient connect() {
        return CoprocessorClient.connect(url, apiKey.require(), tls);
    }
}
