package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call that its handler, the timer and the transport may close; only the first of them does. */
final class ClosedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicBoolean closed = new AtomicBoolean();

    ClosedOnce(ServerCall<Q, A> call) {
        super(call);
    }

    @Override
    public void sendMessage(A message) {
        if (!closed.get()) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (closed.compareAndSet(false, true)) {
            super.close(status, trailers);
        }
    }
}
