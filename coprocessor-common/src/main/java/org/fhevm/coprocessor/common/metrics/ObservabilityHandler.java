package org.fhevm.coprocessor.common.metrics;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Route;
import org.fhevm.coprocessor.common.transport.ConnectionGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, one at a time: it reads no more until it has answered all requests that came.
 * A client may send its next requests without waiting; the requests of one read wait here. (Netty's {@code
 * FlowControlHandler} would pass on all of them at once: it does not check again whether the first one turned reading
 * off.)
 */
final class ObservabilityHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ObservabilityHandler.class);

    private final Function<HttpRequest, Route> routes;
    private final ConnectionGate gate;
    private final UnreadAnswers unread;
    private final Duration requestTime;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean isAnswering;
    private @Nullable Future<?> deadline;

    /**
     * Makes the handler of one connection.
     *
     * @param routes tell who answers a request
     */
    ObservabilityHandler(
            Function<HttpRequest, Route> routes, ConnectionGate gate, UnreadAnswers unread, Duration requestTime) {
        this.routes = routes;
        this.gate = gate;
        this.unread = unread;
        this.requestTime = requestTime;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        awaitRequest(context);
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        requestCame();
        unread.end(context.channel());
        super.channelInactive(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        requestCame();
        if (request.decoderResult().isFailure()) {
            context.close();
            return;
        }
        gate.progressed(context.channel());
        context.channel().config().setAutoRead(false);
        waiting.add(new Request(
                routes.apply(request), !request.method().equals(HttpMethod.HEAD), HttpUtil.isKeepAlive(request)));
        answerNext(context);
    }

    private void answerNext(ChannelHandlerContext context) {
        if (isAnswering) {
            return;
        }
        Request next = waiting.poll();
        if (next == null) {
            awaitRequest(context);
            context.channel().config().setAutoRead(true);
            return;
        }
        isAnswering = true;
        next.route()
                .rounds()
                .ask(next.route().name(), answer -> context.executor().execute(() -> write(context, answer, next)));
    }

    private void write(ChannelHandlerContext context, Answer answer, Request request) {
        if (!context.channel().isActive()) {
            return;
        }
        ByteBuf body = request.withBody() ? Unpooled.wrappedBuffer(answer.body()) : Unpooled.EMPTY_BUFFER;
        unread.begin(context.channel(), body.readableBytes());
        context.writeAndFlush(response(answer, body, request.keepAlive()))
                .addListener((ChannelFutureListener) written -> {
                    unread.end(context.channel());
                    if (!written.isSuccess() || !request.keepAlive()) {
                        context.close();
                        return;
                    }
                    isAnswering = false;
                    answerNext(context);
                });
    }

    private static FullHttpResponse response(Answer answer, ByteBuf body, boolean keepAlive) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /** Runs on the event loop of the connection, as all methods of this class do. */
    private void awaitRequest(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> context.close(), requestTime.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void requestCame() {
        Future<?> pending = deadline;
        if (pending != null) {
            pending.cancel(false);
            deadline = null;
        }
    }

    /** Closes a broken connection; operators need no message about it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection for metrics ended", cause);
        context.close();
    }

    /** A request that has not been answered yet. */
    private record Request(Route route, boolean withBody, boolean keepAlive) {}
}
