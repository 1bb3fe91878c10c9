package org.fhevm.coprocessor.server.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;

/**
 * Bounds of connections. They hold before the caller is known.
 *
 * @param maximum connections at once; more are closed as they are accepted
 * @param maximumPerAddress connections at once from one remote address; a proxy in front counts as one
 * @param callsPerConnection calls at once on a connection; a client waits with more
 * @param handshakeTime longest time from the connection to the first frame of HTTP/2, and for any frame to arrive
 *     completely
 * @param idleTime time without a call after which a connection is closed; clients open another one when they need it
 * @param age time after which a connection is closed, with time for its calls to end
 * @param writeTime how long an answer may wait for its reader before its stream is reset, and the socket take no bytes
 *     before the connection is closed
 * @param headerBytes of the headers of a call
 * @param resetsPerMinute streams that a client may reset on a connection before it is closed
 */
public record ConnectionSettings(
        int maximum,
        int maximumPerAddress,
        int callsPerConnection,
        Duration handshakeTime,
        Duration idleTime,
        Duration age,
        Duration writeTime,
        int headerBytes,
        int resetsPerMinute) {
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            10_240,
            512,
            128,
            Duration.ofSeconds(10),
            Duration.ofMinutes(15),
            Duration.ofHours(6),
            Duration.ofSeconds(30),
            8192,
            600);

    public ConnectionSettings {
        Check.atLeast("the maximum of connections", 1, maximum);
        Check.atLeast("the maximum of connections per address", 1, maximumPerAddress);
        Check.atLeast("the maximum of calls per connection", 1, callsPerConnection);
        Check.positive("the time for a connection's first frame", handshakeTime);
        Check.positive("the time a connection may be idle", idleTime);
        Check.positive("the age of a connection", age);
        Check.positive("the time for an answer to be read", writeTime);
        Check.atLeast("the maximum of header bytes", 1024, headerBytes);
        Check.atLeast("the maximum of resets per minute", 1, resetsPerMinute);
    }

    public ConnectionSettings withMaximum(int changed) {
        return new ConnectionSettings(
                changed,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                idleTime,
                age,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withMaximumPerAddress(int changed) {
        return new ConnectionSettings(
                maximum,
                changed,
                callsPerConnection,
                handshakeTime,
                idleTime,
                age,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withCallsPerConnection(int changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                changed,
                handshakeTime,
                idleTime,
                age,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withHandshakeTime(Duration changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                changed,
                idleTime,
                age,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withIdleTime(Duration changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                changed,
                age,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withAge(Duration changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                idleTime,
                changed,
                writeTime,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withWriteTime(Duration changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                idleTime,
                age,
                changed,
                headerBytes,
                resetsPerMinute);
    }

    public ConnectionSettings withHeaderBytes(int changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                idleTime,
                age,
                writeTime,
                changed,
                resetsPerMinute);
    }

    public ConnectionSettings withResetsPerMinute(int changed) {
        return new ConnectionSettings(
                maximum,
                maximumPerAddress,
                callsPerConnection,
                handshakeTime,
                idleTime,
                age,
                writeTime,
                headerBytes,
                changed);
    }
}
