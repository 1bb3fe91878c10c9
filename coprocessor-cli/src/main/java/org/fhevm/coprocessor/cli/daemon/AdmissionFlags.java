package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.server.config.Admission;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that bound what callers of the server use: connections, memory and time. */
final class AdmissionFlags {
    @Option(
            names = "--server-maximum-connections",
            paramLabel = "N",
            description = "Most connections at once; more are closed. Default: ${DEFAULT-VALUE}")
    private int maximumConnections = ConnectionSettings.DEFAULT.maximum();

    @Option(
            names = "--server-maximum-connections-per-address",
            paramLabel = "N",
            description = "Most connections at once from one remote address. Default: ${DEFAULT-VALUE}")
    private int maximumConnectionsPerAddress = ConnectionSettings.DEFAULT.maximumPerAddress();

    @Option(
            names = "--server-maximum-calls-per-connection",
            paramLabel = "N",
            description = "Most calls at once on one connection; clients wait with more. Default: ${DEFAULT-VALUE}")
    private int maximumCallsPerConnection = ConnectionSettings.DEFAULT.callsPerConnection();

    @Option(
            names = "--server-handshake-seconds",
            paramLabel = "N",
            description = "How long a connection may take to begin. Default: ${DEFAULT-VALUE}")
    private int handshakeSeconds =
            (int) ConnectionSettings.DEFAULT.handshakeTime().toSeconds();

    @Option(
            names = "--server-connection-idle-seconds",
            paramLabel = "N",
            description = "After how long without a call a connection is closed. Default: ${DEFAULT-VALUE}")
    private int idleSeconds = (int) ConnectionSettings.DEFAULT.idleTime().toSeconds();

    @Option(
            names = "--server-connection-age-seconds",
            paramLabel = "N",
            description = "After how long any connection is closed, once its calls have ended."
                    + " Default: ${DEFAULT-VALUE}")
    private int ageSeconds = (int) ConnectionSettings.DEFAULT.age().toSeconds();

    @Option(
            names = "--server-write-seconds",
            paramLabel = "N",
            description = "How long an answer may wait for its reader. Default: ${DEFAULT-VALUE}")
    private int writeSeconds = (int) ConnectionSettings.DEFAULT.writeTime().toSeconds();

    @Option(
            names = "--server-maximum-header-bytes",
            paramLabel = "N",
            description = "Largest headers of a call. Default: ${DEFAULT-VALUE}")
    private int headerBytes = ConnectionSettings.DEFAULT.headerBytes();

    @Option(
            names = "--server-maximum-resets-per-minute",
            paramLabel = "N",
            description = "Most calls that a client may reset on one connection in a minute before the connection is"
                    + " closed. Default: ${DEFAULT-VALUE}")
    private int resetsPerMinute = ConnectionSettings.DEFAULT.resetsPerMinute();

    @Option(
            names = "--server-request-seconds",
            paramLabel = "N",
            description = "How long a request may take to arrive. Default: ${DEFAULT-VALUE}")
    private int requestSeconds = (int) Capacity.DEFAULT.requestTime().toSeconds();

    @Option(
            names = "--server-request-bytes",
            paramLabel = "N",
            description = "Most bytes of requests in flight. Default: an eighth of the heap, at least 32 MB")
    private @Nullable Long requestBytes;

    @Option(
            names = "--server-answer-bytes",
            paramLabel = "N",
            description = "Most bytes of answers in flight; one answer has half of them at most."
                    + " Default: ${DEFAULT-VALUE}")
    private long answerBytes = Admission.defaults().answerBytes();

    @Option(
            names = "--server-answer-wait-seconds",
            paramLabel = "N",
            description = "How long a call waits for room for its answer. Default: ${DEFAULT-VALUE}")
    private int answerWaitSeconds = (int) Admission.defaults().answerWait().toSeconds();

    ConnectionSettings connections() {
        return new ConnectionSettings(
                maximumConnections,
                maximumConnectionsPerAddress,
                maximumCallsPerConnection,
                Duration.ofSeconds(handshakeSeconds),
                Duration.ofSeconds(idleSeconds),
                Duration.ofSeconds(ageSeconds),
                Duration.ofSeconds(writeSeconds),
                headerBytes,
                resetsPerMinute);
    }

    Admission admission() {
        long requests = requestBytes == null ? Admission.defaults().requestBytes() : requestBytes;
        return new Admission(requests, answerBytes, Duration.ofSeconds(answerWaitSeconds));
    }

    /** Adds what flags say of the requests in flight. */
    HeapDemand bound(HeapDemand demand) {
        return requestBytes == null ? demand : demand.withChosenRequests(requestBytes);
    }

    Duration requestTime() {
        return Duration.ofSeconds(requestSeconds);
    }
}
