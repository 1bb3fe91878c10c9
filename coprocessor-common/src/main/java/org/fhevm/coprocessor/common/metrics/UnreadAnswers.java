package org.fhevm.coprocessor.common.metrics;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Bounds the bytes of answers that the operating system has not taken yet, over all connections: while there are too
 * many, the connection that has not read its answer for longest is closed. One answer is always allowed.
 *
 * <p>Not thread-safe: only the event loop of the port uses it.
 */
final class UnreadAnswers {
    private final long maximumBytes;
    private final SequencedMap<Channel, Integer> unread = new LinkedHashMap<>();
    private long bytes;

    UnreadAnswers(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** An answer is about to be written to a connection that has none at the moment. */
    void begin(Channel connection, int size) {
        unread.put(connection, size);
        bytes += size;
        while (bytes > maximumBytes && unread.size() > 1) {
            Map.Entry<Channel, Integer> longest = unread.firstEntry();
            end(longest.getKey());
            longest.getKey().close();
        }
    }

    /** The answer was written, or never will be. */
    void end(Channel connection) {
        Integer size = unread.remove(connection);
        if (size != null) {
            bytes -= size;
        }
    }

    long bytes() {
        return bytes;
    }
}
