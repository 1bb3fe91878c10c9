package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Answers the exceptions of a handler: faults in the words that clients know, all others as a defect, which is logged.
 */
final class ErrorInterceptor implements ServerInterceptor {
    private final Rejections rejections;

    ErrorInterceptor(Rejections rejections) {
        this.rejections = rejections;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new Answering<>(next.startCall(call, headers), call);
    }

    private final class Answering<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String method;
        private boolean failed;

        Answering(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call) {
            super(delegate);
            this.call = call;
            this.method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        }

        /** Here the message is parsed. */
        @Override
        public void onMessage(Q message) {
            try {
                super.onMessage(message);
            } catch (StatusRuntimeException e) {
                fail(rejections.ofMalformedMessage(method, e.getStatus()));
            } catch (RuntimeException | Error e) {
                fail(rejections.of(method, e));
            }
        }

        /** Here the call is served. */
        @Override
        public void onHalfClose() {
            if (failed) {
                return;
            }
            try {
                super.onHalfClose();
            } catch (RuntimeException | Error e) {
                fail(rejections.of(method, e));
            }
        }

        private void fail(Status status) {
            failed = true;
            call.close(status, ErrorStatus.trailers(status));
        }
    }
}
