package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives each call an id that connects its log lines with the answer. A caller may send one in the {@code x-request-id}
 * entry; the answer returns it in entries of the same name. It is in the headers, which come first, and in the
 * trailers, since an error that comes before an answer has no headers.
 */
final class RequestIdInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> HEADER = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private static final String ID_FIELD = "request_id";
    private static final String TENANT_FIELD = "tenant";
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /** Adds the id, and from {@link #logTenant} on the tenant, to all log lines of the call. */
    static void logUnder(String id, Runnable action) {
        try (var ignored = MDC.putCloseable(ID_FIELD, id)) {
            action.run();
        } finally {
            MDC.remove(TENANT_FIELD);
        }
    }

    /** Adds the tenant of the call that the current thread serves. */
    static void logTenant(TenantId tenant) {
        MDC.put(TENANT_FIELD, tenant.toString());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String id = idFor(headers.get(HEADER));
        ServerCall<Q, A> answering = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata responseHeaders) {
                responseHeaders.put(HEADER, id);
                super.sendHeaders(responseHeaders);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                trailers.put(HEADER, id);
                super.close(status, trailers);
            }
        };
        Context context = Context.current().withValue(CallContext.REQUEST_ID, id);
        try (var ignored = MDC.putCloseable(ID_FIELD, id)) {
            return new LoggedUnderId<>(Contexts.interceptCall(context, answering, headers, next), id);
        }
    }

    private static String idFor(@Nullable String brought) {
        return brought != null && ACCEPTED.matcher(brought).matches()
                ? brought
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** Messages are parsed in {@code onMessage}, and handlers run in {@code onHalfClose}; both write log lines. */
    private static final class LoggedUnderId<Q> extends SimpleForwardingServerCallListener<Q> {
        private final String id;

        LoggedUnderId(ServerCall.Listener<Q> delegate, String id) {
            super(delegate);
            this.id = id;
        }

        @Override
        public void onMessage(Q message) {
            logUnder(id, () -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            logUnder(id, super::onHalfClose);
        }
    }
}
