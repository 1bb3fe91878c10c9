package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import java.util.Objects;

/** Facts that interceptors have found out about the call that the current thread serves. */
final class CallContext {
    static final Context.Key<String> REQUEST_ID = Context.keyWithDefault("request-id", "none");
    static final Context.Key<AdmittedCall> CALL = Context.key("call");

    private CallContext() {}

    /** The call, once it has been admitted. */
    static AdmittedCall call() {
        return Objects.requireNonNull(CALL.get(), "the call was not admitted");
    }
}
