package org.fhevm.coprocessor.common.transport;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the connections of a listening socket, in all and from one remote address. It stands in the pipeline of the
 * listening channel before the acceptor: a connection too many is closed as it is accepted, before it gets a handler, a
 * buffer or a thread.
 *
 * <p>Thread-safe; one gate may serve several listening sockets.
 */
@ChannelHandler.Sharable
public final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private final int maximum;
    private final int maximumPerAddress;
    private final Map<Object, Integer> open = new HashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private int all;

    /**
     * Makes a gate.
     *
     * @param maximum connections at once
     * @param maximumPerAddress connections at once from one address
     */
    public ConnectionGate(int maximum, int maximumPerAddress) {
        this.maximum = maximum;
        this.maximumPerAddress = maximumPerAddress;
    }

    /** Connections that are open. */
    public synchronized int open() {
        return all;
    }

    /** Connections that were closed as they were accepted, since the start. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        Object remote = remote(connection.remoteAddress());
        if (!enter(remote)) {
            refused.incrementAndGet();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> leave(remote));
        context.fireChannelRead(connection);
    }

    /** An address without a port; a connection that is gone already has none. */
    private static Object remote(SocketAddress address) {
        InetAddress host = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        return host == null ? "unknown" : host;
    }

    private synchronized boolean enter(Object remote) {
        int here = open.getOrDefault(remote, 0);
        if (all >= maximum || here >= maximumPerAddress) {
            return false;
        }
        all++;
        open.put(remote, here + 1);
        return true;
    }

    private synchronized void leave(Object remote) {
        all--;
        open.computeIfPresent(remote, (same, count) -> count == 1 ? null : count - 1);
    }
}
