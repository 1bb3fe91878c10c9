package org.fhevm.coprocessor.server.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the server.
 *
 * @param address listening address; with port 0, the system chooses a free port
 * @param limits limits of one request
 * @param capacity bounds of the work at the same time
 * @param admission bounds of the memory of calls
 * @param connections bounds of connections
 * @param statusCodes status codes of faults
 * @param reflection whether tools may ask for the protocol's description
 * @param unknownInputs treatment of computations on unknown handles
 * @param drainTime longest time for calls in flight when the server stops
 * @param fairness shares of tenants in the server
 * @param inputProofs requirements for the proofs of inputs
 * @param tls null if calls come without TLS
 */
public record ServerConfig(
        InetSocketAddress address,
        LimitsConfig limits,
        Capacity capacity,
        Admission admission,
        ConnectionSettings connections,
        StatusCodes statusCodes,
        boolean reflection,
        UnknownInputs unknownInputs,
        Duration drainTime,
        Fairness fairness,
        InputProofs inputProofs,
        @Nullable TlsConfig tls) {
    public static final String DEFAULT_ADDRESS = "127.0.0.1:50051";
    public static final Duration DEFAULT_DRAIN_TIME = Duration.ofSeconds(20);

    public ServerConfig {
        if (drainTime.isNegative()) {
            throw new IllegalArgumentException("the drain time must not be negative, got " + drainTime);
        }
    }

    /** Defaults for everything but the address. */
    public static ServerConfig at(InetSocketAddress address) {
        return new ServerConfig(
                address,
                LimitsConfig.DEFAULT,
                Capacity.DEFAULT,
                Admission.defaults(),
                ConnectionSettings.DEFAULT,
                StatusCodes.ALWAYS_UNKNOWN,
                false,
                new UnknownInputs.Refuse(),
                DEFAULT_DRAIN_TIME,
                Fairness.DEFAULT,
                InputProofs.defaults(),
                null);
    }

    public ServerConfig withLimits(LimitsConfig changed) {
        return new ServerConfig(
                address,
                changed,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withCapacity(Capacity changed) {
        return new ServerConfig(
                address,
                limits,
                changed,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withAdmission(Admission changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                changed,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withConnections(ConnectionSettings changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                changed,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withStatusCodes(StatusCodes changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                changed,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withReflection(boolean changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                changed,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withUnknownInputs(UnknownInputs changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                changed,
                drainTime,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withDrainTime(Duration changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                changed,
                fairness,
                inputProofs,
                tls);
    }

    public ServerConfig withFairness(Fairness changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                changed,
                inputProofs,
                tls);
    }

    public ServerConfig withInputProofs(InputProofs changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                changed,
                tls);
    }

    public ServerConfig withTls(@Nullable TlsConfig changed) {
        return new ServerConfig(
                address,
                limits,
                capacity,
                admission,
                connections,
                statusCodes,
                reflection,
                unknownInputs,
                drainTime,
                fairness,
                inputProofs,
                changed);
    }

    /** One line for the log. */
    public String summary() {
        return "limits " + limits + ", capacity " + capacity + ", " + admission + ", " + connections
                + ", status codes " + statusCodes + ", reflection " + (reflection ? "on" : "off") + ", unknown inputs "
                + unknownInputs + ", drain time " + drainTime.toSeconds() + " s" + ", " + fairness + ", input proofs "
                + inputProofs;
    }
}
