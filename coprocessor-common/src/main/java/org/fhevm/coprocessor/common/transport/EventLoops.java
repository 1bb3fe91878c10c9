package org.fhevm.coprocessor.common.transport;

import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a port: one that accepts connections, and those that read and write. They use the selectors of the
 * JDK: Netty's own for Linux are native code, which it would unpack into a temporary folder.
 */
public final class EventLoops implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSE_MILLIS = 2000;

    private final EventLoopGroup accepting;
    private final EventLoopGroup working;

    /**
     * Starts them.
     *
     * @param name of the threads
     * @param threads that read and write
     */
    public EventLoops(String name, int threads) {
        this.accepting = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(name + "-accept", true), NioIoHandler.newFactory());
        this.working = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    public EventLoopGroup accepting() {
        return accepting;
    }

    public EventLoopGroup working() {
        return working;
    }

    /** Makes listening channels with the gate before all other handlers. */
    public ChannelFactory<ServerChannel> channels(ConnectionGate gate) {
        return () -> {
            ServerChannel channel = new NioServerSocketChannel();
            channel.pipeline().addLast(gate);
            return channel;
        };
    }

    @Override
    public void close() {
        accepting.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        working.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
