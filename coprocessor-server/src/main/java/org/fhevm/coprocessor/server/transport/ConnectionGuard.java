package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection for stalls that gRPC does not bound: a client that never begins to speak HTTP/2, a frame of
 * which only a part comes, an answer that the client does not read, and a stream that was answered but that its client
 * never ends. It runs periodically on the thread of the connection.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    /** Longest time for a client to end a stream whose answer is complete. */
    private static final Duration END_TIME = Duration.ofSeconds(5);

    private final ConnectionSettings settings;
    private final TransportMetrics metrics;
    private final UnfinishedFrames unfinished;
    /** A frame of HTTP/2. */
    private final ArrivingUnit frame = new ArrivingUnit(new FrameProgress());
    /** What arrives on the socket: a record of TLS, or the frame itself. */
    private final ArrivingUnit outer;

    private final Duration period;
    private Http2Connection.@Nullable PropertyKey waitingSince;
    private @Nullable Future<?> round;
    private long unwritableSince;

    /**
     * Makes the guard of one connection.
     *
     * @param isTls whether the connection speaks TLS
     */
    ConnectionGuard(ConnectionSettings settings, TransportMetrics metrics, UnfinishedFrames unfinished, boolean isTls) {
        this.settings = settings;
        this.outer = isTls ? new ArrivingUnit(new RecordProgress()) : frame;
        this.metrics = metrics;
        this.unfinished = unfinished;
        this.period = shorter(settings.writeTime(), END_TIME).dividedBy(2);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        round = context.executor()
                .schedule(() -> requireBegun(context), settings.handshakeTime().toNanos(), TimeUnit.NANOSECONDS);
        super.channelActive(context);
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        if (tls != null) {
            context.pipeline().addAfter(tls.name(), null, new Decrypted());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            arrived(context, outer, bytes);
        }
        super.channelRead(context, message);
    }

    private void arrived(ChannelHandlerContext context, ArrivingUnit unit, ByteBuf bytes) {
        if (unit.arrived(bytes, System.nanoTime())) {
            unfinished.none(context.channel());
        }
        long left = outer.unfinished() + (frame == outer ? 0 : frame.unfinished());
        if (left > 0) {
            unfinished.have(context.channel(), left);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        unfinished.none(context.channel());
        Future<?> next = round;
        if (next != null) {
            next.cancel(false);
        }
        super.channelInactive(context);
    }

    private void requireBegun(ChannelHandlerContext context) {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null || !http2.decoder().prefaceReceived()) {
            metrics.silentConnectionClosed();
            context.close();
            return;
        }
        waitingSince = http2.connection().newKey();
        goOn(context, http2);
    }

    private void goOn(ChannelHandlerContext context, Http2ConnectionHandler http2) {
        round = context.executor().schedule(() -> look(context, http2), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context, Http2ConnectionHandler http2) {
        long now = System.nanoTime();
        if (isStuck(context, now)) {
            metrics.slowReaderReset();
            // This drops all bytes that wait for the socket.
            context.close();
            return;
        }
        if (outer.isOlderThan(settings.handshakeTime(), now) || frame.isOlderThan(settings.handshakeTime(), now)) {
            metrics.unfinishedFrameCutOff();
            context.close();
            return;
        }
        if (http2.connection().numActiveStreams() > 0) {
            resetStuckStreams(context, http2, now);
        }
        goOn(context, http2);
    }

    /** Whether the socket has taken no bytes for too long. */
    private boolean isStuck(ChannelHandlerContext context, long now) {
        if (context.channel().isWritable()) {
            unwritableSince = 0;
            return false;
        }
        if (unwritableSince == 0) {
            unwritableSince = now;
        }
        return now - unwritableSince > settings.writeTime().toNanos();
    }

    private void resetStuckStreams(ChannelHandlerContext context, Http2ConnectionHandler http2, long now) {
        List<Http2Stream> slow = new ArrayList<>();
        List<Http2Stream> unended = new ArrayList<>();
        try {
            http2.connection().forEachActiveStream(stream -> {
                if (http2.encoder().flowController().hasFlowControlled(stream)) {
                    addIfLonger(slow, stream, now, settings.writeTime());
                } else if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
                    addIfLonger(unended, stream, now, END_TIME);
                } else if (waitingSince != null) {
                    stream.removeProperty(waitingSince);
                }
                return true;
            });
        } catch (Http2Exception e) {
            context.fireExceptionCaught(e);
            return;
        }
        ChannelHandlerContext own = context.pipeline().context(http2);
        slow.forEach(stream -> {
            metrics.slowReaderReset();
            http2.resetStream(own, stream.id(), Http2Error.CANCEL.code(), own.newPromise());
        });
        unended.forEach(stream -> http2.resetStream(own, stream.id(), Http2Error.NO_ERROR.code(), own.newPromise()));
        if (!slow.isEmpty() || !unended.isEmpty()) {
            http2.flush(own);
        }
    }

    private void addIfLonger(List<Http2Stream> streams, Http2Stream stream, long now, Duration time) {
        if (waitingSince == null) {
            return;
        }
        Long since = stream.getProperty(waitingSince);
        if (since == null) {
            stream.setProperty(waitingSince, now);
        } else if (now - since > time.toNanos()) {
            streams.add(stream);
        }
    }

    /** Sees what has been decrypted, and the end of the handshake. */
    private final class Decrypted extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof ByteBuf bytes) {
                arrived(context, frame, bytes);
            }
            super.channelRead(context, message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                metrics.tlsRefused(context.channel().remoteAddress(), handshake.cause());
            }
            super.userEventTriggered(context, event);
        }
    }
}
