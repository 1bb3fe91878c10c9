package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.common.error.CoprocessorError;

/**
 * Bounds the calls that are served at once. Each holds a message and what becomes of it, so without a bound a burst of
 * calls is a matter of memory. A call too many is refused at once: its caller knows better than a queue here when to try
 * again.
 */
final class CallLimitInterceptor implements ServerInterceptor {

    private final int maximum;
    private final Semaphore free;
    private final ErrorStatus statuses;

    CallLimitInterceptor(int maximum, ErrorStatus statuses) {
        this.maximum = maximum;
        this.free = new Semaphore(maximum);
        this.statuses = statuses;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!free.tryAcquire()) {
            call.close(statuses.of(new CoprocessorError.TooManyCalls(maximum)), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        try {
            return new Counted<>(next.startCall(call, headers), free);
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** Gives the place back when the call is over, however it ended. */
    private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Semaphore free;
        private final AtomicBoolean over = new AtomicBoolean();

        Counted(ServerCall.Listener<Q> delegate, Semaphore free) {
            super(delegate);
            this.free = free;
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
            if (over.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
