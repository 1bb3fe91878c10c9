package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Reads and serves requests in their tenant's turns, since both take a processor or a database connection. */
final class RunningInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        AdmittedCall admitted = CallContext.call();
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                admitted.run(() -> super.onMessage(message));
            }

            @Override
            public void onHalfClose() {
                admitted.run(super::onHalfClose);
            }
        };
    }
}
