package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Iterator;
import java.util.Optional;
import org.fhevm.coprocessor.server.auth.ApiKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads the API key of a call. It does not refuse a call without one: callers can observe that the size of a request is
 * checked before their key is, and sizes are known only when the message is here. Whoever asks for the tenant of the call
 * gets the refusal ({@link org.fhevm.coprocessor.server.auth.Authenticator}).
 */
final class AuthenticationInterceptor implements ServerInterceptor {

    static final Metadata.Key<String> HEADER = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context context = Context.current().withValue(CallContext.API_KEY, apiKey(headers.getAll(HEADER)));
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** Of several entries the first counts. */
    private static Optional<ApiKey> apiKey(@Nullable Iterable<String> values) {
        if (values == null) {
            return Optional.empty();
        }
        Iterator<String> first = values.iterator();
        return first.hasNext() ? ApiKey.fromAuthorization(first.next()) : Optional.empty();
    }
}
