package org.fhevm.coprocessor.common.transport;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of a listening socket, in all and from one remote address. It is in the pipeline of the
 * listening channel, before the acceptor. A surplus connection is closed as it is accepted, before it gets a handler, a
 * buffer or a thread, or another one is closed in its favour ({@link WhenFull}).
 *
 * <p>Thread-safe; one gate may serve several listening sockets.
 */
@ChannelHandler.Sharable
public final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private final int maximum;
    private final int maximumPerAddress;
    private final WhenFull whenFull;
    /** Open connections with their addresses, the one without progress for longest first. */
    private final SequencedMap<Channel, Object> open = new LinkedHashMap<>();

    private final Map<Object, SequencedSet<Channel>> byAddress = new HashMap<>();
    private final AtomicLong refused = new AtomicLong();
    /** Connections that were closed in favour of others and are not gone yet. */
    private int leaving;

    /** A gate that closes surplus connections. */
    public ConnectionGate(int maximum, int maximumPerAddress) {
        this(maximum, maximumPerAddress, WhenFull.CLOSE_NEW);
    }

    /**
     * Makes a gate.
     *
     * @param maximum connections at once
     * @param maximumPerAddress connections at once from one address
     */
    public ConnectionGate(int maximum, int maximumPerAddress, WhenFull whenFull) {
        this.maximum = maximum;
        this.maximumPerAddress = maximumPerAddress;
        this.whenFull = whenFull;
    }

    /** Connections that are open, or closed in favour of others and not gone yet. */
    public synchronized int open() {
        return open.size() + leaving;
    }

    /** Connections that were closed because there were too many, since the start. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        Object remote = remote(connection.remoteAddress());
        if (!enter(connection, remote)) {
            refused.incrementAndGet();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> leave(connection));
        context.fireChannelRead(connection);
    }

    /** An address without a port; connections that are already gone have none, and share one text. */
    private static Object remote(SocketAddress address) {
        InetAddress host = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        return host == null ? "unknown" : host;
    }

    private boolean enter(Channel connection, Object remote) {
        Channel closed;
        synchronized (this) {
            if (isFull(remote) && (whenFull == WhenFull.CLOSE_NEW || leaving >= maximum)) {
                // Closing another connection takes a moment. Connections that come faster than that are refused.
                return false;
            }
            closed = tooMany(remote);
            if (closed != null) {
                remove(closed);
                leaving++;
            }
            open.put(connection, remote);
            byAddress.computeIfAbsent(remote, any -> new LinkedHashSet<>()).add(connection);
        }
        if (closed != null) {
            refused.incrementAndGet();
            closed.close();
        }
        return true;
    }

    private boolean isFull(Object remote) {
        SequencedSet<Channel> here = byAddress.get(remote);
        return open.size() >= maximum || (here != null && here.size() >= maximumPerAddress);
    }

    /** The connection to close for a new one from an address; null if there is room. */
    private @Nullable Channel tooMany(Object remote) {
        SequencedSet<Channel> here = byAddress.get(remote);
        if (here != null && here.size() >= maximumPerAddress) {
            return here.getFirst();
        }
        return open.size() >= maximum ? stalestOfTheLargest() : null;
    }

    private @Nullable Channel stalestOfTheLargest() {
        int most = 0;
        for (SequencedSet<Channel> connections : byAddress.values()) {
            most = Math.max(most, connections.size());
        }
        for (Map.Entry<Channel, Object> connection : open.entrySet()) {
            SequencedSet<Channel> siblings = byAddress.get(connection.getValue());
            if (siblings != null && siblings.size() == most) {
                return connection.getKey();
            }
        }
        return null;
    }

    /** Records a complete request on a connection, so that others are closed before it. */
    public synchronized void progressed(Channel connection) {
        Object remote = open.remove(connection);
        if (remote != null) {
            open.put(connection, remote);
            SequencedSet<Channel> here = byAddress.get(remote);
            if (here != null && here.remove(connection)) {
                here.add(connection);
            }
        }
    }

    private synchronized void leave(Channel connection) {
        if (!remove(connection)) {
            leaving--;
        }
    }

    private boolean remove(Channel connection) {
        Object remote = open.remove(connection);
        if (remote == null) {
            return false;
        }
        byAddress.computeIfPresent(remote, (same, here) -> {
            here.remove(connection);
            return here.isEmpty() ? null : here;
        });
        return true;
    }

    /** The treatment of a surplus connection. */
    public enum WhenFull {
        /** The gate closes it. For long-lived connections: the open ones stay. */
        CLOSE_NEW,
        /**
         * The gate accepts it, and closes another connection in its favour. If its own address has too many
         * connections, it closes one of that address, otherwise one of the address with the most: the one whose last
         * complete request is the longest ago. For short requests that must be answered while an attacker holds
         * connections: nginx closes idle connections in this way when it has no more ({@code ngx_drain_connections}).
         * Since addresses count, a caller with one connection is safe from one with hundreds, however fast that one
         * opens others.
         */
        CLOSE_STALEST
    }
}
