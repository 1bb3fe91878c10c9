package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Bounds the memory outside the heap of incomplete frames, over all connections: each takes little, and there may be
 * thousands of them. While they take too much, the connection whose frame began the longest ago is closed. Thread-safe.
 */
final class UnfinishedFrames {
    /**
     * The most bytes that the transport reads at once. A connection keeps a buffer of this size for the first bytes of
     * a frame.
     */
    static final int READ_BYTES = 16 * 1024;

    private final long maximumBytes;
    /** The frame that began first comes first. */
    private final SequencedMap<Channel, Long> unfinished = new LinkedHashMap<>();

    private long bytes;

    UnfinishedFrames(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /**
     * Records the number of bytes that have arrived of a connection's frame. Closes other connections if all frames
     * together take too much.
     */
    void have(Channel connection, long arrived) {
        List<Channel> closed = new ArrayList<>(0);
        synchronized (this) {
            long taken = READ_BYTES + arrived;
            Long before = unfinished.put(connection, taken);
            bytes += taken - (before == null ? 0 : before);
            while (bytes > maximumBytes && unfinished.size() > 1) {
                Map.Entry<Channel, Long> oldest = unfinished.pollFirstEntry();
                bytes -= oldest.getValue();
                closed.add(oldest.getKey());
            }
        }
        closed.forEach(Channel::close);
    }

    /** A connection's frame is complete, or its connection is gone. */
    synchronized void none(Channel connection) {
        Long before = unfinished.remove(connection);
        if (before != null) {
            bytes -= before;
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
