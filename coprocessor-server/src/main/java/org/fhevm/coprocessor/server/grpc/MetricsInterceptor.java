package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;

/** Counts calls, and measures them from their headers to their answer. */
final class MetricsInterceptor implements ServerInterceptor {

    private final CallMetrics metrics;

    MetricsInterceptor(CallMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        long start = System.nanoTime();
        metrics.began(method);
        ServerCall<Q, A> measured = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                metrics.ended(method, status.isOk(), Duration.ofNanos(System.nanoTime() - start));
                super.close(status, trailers);
            }
        };
        return next.startCall(measured, headers);
    }
}
