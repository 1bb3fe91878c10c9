package org.fhevm.coprocessor.server.grpc;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line of the audit log for each call whose key is known, when it is over; {@link AuditedCall} writes those
 * that a call waits for. Calls with other keys have none: their number is not bounded, and metrics count them.
 */
final class AuditInterceptor implements ServerInterceptor {
    private final AuditLog log;

    AuditInterceptor(AuditLog log) {
        this.log = log;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        AuditedCall audited = new AuditedCall(call, CallContext.REQUEST_ID.get(), log);
        Answered<Q, A> answered = new Answered<>(call);
        return new Audited<>(Contexts.interceptCall(audited.current(), answered, headers, next), audited, answered);
    }

    /** Remembers how a call was answered. */
    private static final class Answered<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private volatile @Nullable Status status;

        Answered(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            this.status = status;
            super.close(status, trailers);
        }
    }

    /** The transport reports exactly one end of each call. */
    private static final class Audited<Q> extends SimpleForwardingServerCallListener<Q> {
        private final AuditedCall audited;
        private final Answered<Q, ?> call;

        Audited(ServerCall.Listener<Q> delegate, AuditedCall audited, Answered<Q, ?> call) {
            super(delegate);
            this.audited = audited;
            this.call = call;
        }

        @Override
        public void onComplete() {
            Status status = call.status;
            boolean isOk = status != null && status.isOk();
            audited.ended(isOk ? "ok" : "error", isOk ? null : reason(status));
            super.onComplete();
        }

        @Override
        public void onCancel() {
            audited.ended("cancelled", reason(call.status));
            super.onCancel();
        }

        /** @param status null if the call was not answered */
        private static @Nullable String reason(@Nullable Status status) {
            if (status == null) {
                return null;
            }
            String description = status.getDescription();
            return status.getCode() + (description == null ? "" : ": " + description);
        }
    }
}
