package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import java.util.Optional;
import org.fhevm.coprocessor.server.auth.ApiKey;

/** What interceptors have found out about the call that the current thread serves. */
final class CallContext {

    static final Context.Key<String> REQUEST_ID = Context.keyWithDefault("request-id", "none");
    static final Context.Key<Optional<ApiKey>> API_KEY = Context.keyWithDefault("api-key", Optional.empty());

    private CallContext() {}
}
