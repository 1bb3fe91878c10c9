package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.server.config.Capacity;

/**
 * Bounds the calls that are served at once. Each holds a message and what becomes of it, so without a bound a burst of
 * calls is a matter of memory. A call too many is refused at once: its caller knows better than a queue here when to try
 * again.
 *
 * <p>A call has its place from its headers on, before anything is known of its caller. So that places cannot be held by
 * saying nothing, a call is closed whose request does not arrive in time.
 */
final class CallLimitInterceptor implements ServerInterceptor {

    private final int maximum;
    private final Duration requestTime;
    private final Semaphore free;
    private final Refusals refusals;
    private final ScheduledExecutorService timer;

    CallLimitInterceptor(Capacity capacity, Refusals refusals, ScheduledExecutorService timer) {
        this.maximum = capacity.maximumCalls();
        this.requestTime = capacity.requestTime();
        this.free = new Semaphore(maximum);
        this.refusals = refusals;
        this.timer = timer;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        if (!free.tryAcquire()) {
            call.close(refusals.of(method, new CoprocessorError.TooManyCalls(maximum)), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        ServerCall<Q, A> closable = new ClosedOnce<>(call);
        try {
            return new Counted<>(next.startCall(closable, headers), closable, method);
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** A call that its handler and the timer may both want to close; the first of them does. */
    private static final class ClosedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean closed = new AtomicBoolean();

        ClosedOnce(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }
    }

    /** Gives the place back when the call is over, however it ended. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String method;
        private final AtomicBoolean over = new AtomicBoolean();
        /** Set by whichever comes first, the end of the request or of the time for it. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private final Future<?> timeout;

        Counted(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call, String method) {
            super(delegate);
            this.call = call;
            this.method = method;
            this.timeout = timer.schedule(
                    Context.current().wrap(this::requestIsLate), requestTime.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void onHalfClose() {
            if (decided.compareAndSet(false, true)) {
                timeout.cancel(false);
                super.onHalfClose();
            }
        }

        private void requestIsLate() {
            if (decided.compareAndSet(false, true)) {
                RequestIdInterceptor.logUnder(
                        CallContext.REQUEST_ID.get(),
                        () -> call.close(refusals.ofLateRequest(method, requestTime), new Metadata()));
            }
        }

        @Override
        public void onComplete() {
            release();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            release();
            super.onCancel();
        }

        private void release() {
            timeout.cancel(false);
            if (over.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
