package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.common.tracing.Tracing;

/**
 * Makes a span of each call that is traced, as a child of the span that its caller names. The span is current while the
 * call is parsed and served. Calls come here when their key is known, so that callers without one make no spans.
 *
 * <p>Names and attributes are those of the <a href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc/">semantic
 * conventions for gRPC</a>, version 1.45.
 */
final class TracingInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of(TraceParent.HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private final Tracing tracing;

    TracingInterceptor(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        AdmittedCall admitted = CallContext.call();
        SpanContext caller = TraceParent.of(headers.getAll(TRACE_PARENT));
        if (!tracing.admitsCall(admitted.tenant(), caller)) {
            return next.startCall(call, headers);
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        Span span = tracing.tracer()
                .spanBuilder(method)
                .setParent(Context.root().with(Span.wrap(caller)))
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("rpc.system.name", "grpc")
                .setAttribute("rpc.method", method)
                .setAttribute("coprocessor.tenant.id", admitted.tenant().value())
                .setAttribute("coprocessor.request.id", CallContext.REQUEST_ID.get())
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            return new Traced<>(next.startCall(new Answered<>(call, span), headers), span);
        } catch (RuntimeException | Error e) {
            span.end();
            throw e;
        }
    }

    /** Notes the status of the answer. */
    private static final class Answered<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final Span span;

        Answered(ServerCall<Q, A> call, Span span) {
            super(call);
            this.span = span;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            String code = status.getCode().name();
            span.setAttribute("rpc.response.status_code", code);
            if (isError(status.getCode())) {
                span.setAttribute("error.type", code);
                span.setStatus(StatusCode.ERROR);
            }
            super.close(status, trailers);
        }

        /** By the conventions, the other codes are errors of the caller. */
        private static boolean isError(Status.Code code) {
            return switch (code) {
                case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
                case OK,
                        CANCELLED,
                        INVALID_ARGUMENT,
                        NOT_FOUND,
                        ALREADY_EXISTS,
                        PERMISSION_DENIED,
                        RESOURCE_EXHAUSTED,
                        FAILED_PRECONDITION,
                        ABORTED,
                        OUT_OF_RANGE,
                        UNAUTHENTICATED -> false;
            };
        }
    }

    /** The transport reports exactly one end of each call. */
    private static final class Traced<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Span span;

        Traced(ServerCall.Listener<Q> delegate, Span span) {
            super(delegate);
            this.span = span;
        }

        @Override
        public void onMessage(Q message) {
            try (Scope ignored = span.makeCurrent()) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            try (Scope ignored = span.makeCurrent()) {
                super.onHalfClose();
            }
        }

        @Override
        public void onComplete() {
            span.end();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            span.setAttribute("rpc.response.status_code", Status.Code.CANCELLED.name());
            span.end();
            super.onCancel();
        }
    }
}
