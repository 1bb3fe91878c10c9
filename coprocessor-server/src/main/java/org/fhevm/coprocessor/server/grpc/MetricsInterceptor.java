package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import org.fhevm.coprocessor.server.grpc.CallMetrics.Outcome;

/**
 * Counts calls, and measures them from their headers to the end. The outcome is known when the transport has taken the
 * answer, or has found that the caller no longer waits: it cancelled, its deadline passed, or it is gone.
 */
final class MetricsInterceptor implements ServerInterceptor {
    private final CallMetrics metrics;

    MetricsInterceptor(CallMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        metrics.began(method);
        Answered<Q, A> answered = new Answered<>(call);
        return new Measured<>(next.startCall(answered, headers), answered, method);
    }

    /** Remembers how a call was answered. */
    private static final class Answered<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private volatile boolean ok;

        Answered(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            ok = status.isOk();
            super.close(status, trailers);
        }
    }

    /** The transport reports exactly one end of each call. */
    private final class Measured<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Answered<Q, ?> call;
        private final String method;
        private final long start = System.nanoTime();

        Measured(ServerCall.Listener<Q> delegate, Answered<Q, ?> call, String method) {
            super(delegate);
            this.call = call;
            this.method = method;
        }

        @Override
        public void onComplete() {
            ended(call.ok ? Outcome.OK : Outcome.ERROR);
            super.onComplete();
        }

        @Override
        public void onCancel() {
            ended(Outcome.CANCELLED);
            super.onCancel();
        }

        private void ended(Outcome outcome) {
            metrics.ended(method, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
