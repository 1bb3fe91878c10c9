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
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one at a time: no more is read from it until an answer is written. */
final class ObservabilityHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ObservabilityHandler.class);
    private static final Answer NOT_FOUND = new Answer(404, "text/plain; charset=utf-8", "not found\n");
    private static final Answer FAILED = new Answer(500, "text/plain; charset=utf-8", "failed\n");

    private final Map<String, Supplier<Answer>> answers;
    private final ExecutorService executor;
    private final Duration requestTime;
    private @Nullable Future<?> deadline;

    ObservabilityHandler(Map<String, Supplier<Answer>> answers, ExecutorService executor, Duration requestTime) {
        this.answers = answers;
        this.executor = executor;
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
        super.channelInactive(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        requestCame();
        if (request.decoderResult().isFailure()) {
            context.close();
            return;
        }
        context.channel().config().setAutoRead(false);
        String path = pathOf(request.uri());
        boolean withBody = !request.method().equals(HttpMethod.HEAD);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        executor.execute(() -> write(context, answer(path), withBody, keepAlive));
    }

    private Answer answer(String path) {
        try {
            return answers.getOrDefault(path, () -> NOT_FOUND).get();
        } catch (RuntimeException e) {
            LOG.error("{} cannot be answered", path, e);
            return FAILED;
        }
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void write(ChannelHandlerContext context, Answer answer, boolean withBody, boolean keepAlive) {
        ByteBuf body = withBody ? Unpooled.wrappedBuffer(answer.body()) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        context.executor()
                .execute(() -> context.writeAndFlush(response).addListener((ChannelFutureListener) written -> {
                    if (!written.isSuccess() || !keepAlive) {
                        context.close();
                        return;
                    }
                    awaitRequest(context);
                    context.channel().config().setAutoRead(true);
                }));
    }

    /** On the thread of the connection, as everything here but the making of answers. */
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

    /** A broken connection is closed; operators need not hear of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection for metrics ended", cause);
        context.close();
    }
}
