package org.fhevm.coprocessor.server.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.fhevm.coprocessor.common.config.LimitsConfig;

/**
 * How the server serves.
 *
 * @param address where it listens; port 0 takes any that is free
 * @param limits what one request may ask for
 * @param capacity how much is done at once
 * @param statusCodes which codes faults are answered with
 * @param reflection whether tools may ask for the protocol's description
 * @param drainTime how long calls under way may take when the server stops
 * @param fairness how tenants share the server
 */
public record ServerConfig(
        InetSocketAddress address,
        LimitsConfig limits,
        Capacity capacity,
        StatusCodes statusCodes,
        boolean reflection,
        Duration drainTime,
        Fairness fairness) {

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
                StatusCodes.ALWAYS_UNKNOWN,
                false,
                Duration.ofSeconds(30),
                Fairness.DEFAULT);
    }

    public ServerConfig withLimits(LimitsConfig changed) {
        return new ServerConfig(address, changed, capacity, statusCodes, reflection, drainTime, fairness);
    }

    public ServerConfig withCapacity(Capacity changed) {
        return new ServerConfig(address, limits, changed, statusCodes, reflection, drainTime, fairness);
    }

    public ServerConfig withStatusCodes(StatusCodes changed) {
        return new ServerConfig(address, limits, capacity, changed, reflection, drainTime, fairness);
    }

    public ServerConfig withReflection(boolean changed) {
        return new ServerConfig(address, limits, capacity, statusCodes, changed, drainTime, fairness);
    }

    public ServerConfig withDrainTime(Duration changed) {
        return new ServerConfig(address, limits, capacity, statusCodes, reflection, changed, fairness);
    }

    public ServerConfig withFairness(Fairness changed) {
        return new ServerConfig(address, limits, capacity, statusCodes, reflection, drainTime, changed);
    }

    /** One line for the log. */
    public String summary() {
        return "limits " + limits + ", capacity " + capacity + ", status codes " + statusCodes + ", reflection "
                + (reflection ? "on" : "off") + ", drain time " + drainTime.toSeconds() + " s, " + fairness;
    }
}
