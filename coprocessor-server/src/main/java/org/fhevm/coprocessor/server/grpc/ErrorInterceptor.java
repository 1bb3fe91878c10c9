package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.sql.SQLException;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.jooq.exception.DataAccessException;

/** Answers for what a handler throws: faults in the words clients know, anything else as a defect that is logged. */
final class ErrorInterceptor implements ServerInterceptor {

    private final ErrorStatus statuses;
    private final ServerEvents events;

    ErrorInterceptor(ErrorStatus statuses, ServerEvents events) {
        this.statuses = statuses;
        this.events = events;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onHalfClose() {
                try {
                    super.onHalfClose();
                } catch (CoprocessorException e) {
                    call.close(refusal(method, e.error(), e), new Metadata());
                } catch (DataAccessException e) {
                    call.close(refusal(method, databaseFailure(e), e), new Metadata());
                } catch (RuntimeException | Error e) {
                    events.callBroke(method, e);
                    call.close(statuses.ofDefect(CallContext.REQUEST_ID.get()), new Metadata());
                }
            }
        };
    }

    private Status refusal(String method, CoprocessorError error, Throwable cause) {
        events.callRefused(method, error, cause);
        return statuses.of(error);
    }

    /** The driver's own words; jOOQ's would quote the whole statement. */
    private static CoprocessorError databaseFailure(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        String reason = cause == null ? e.sqlStateClass().toString() : String.valueOf(cause.getMessage());
        return new CoprocessorError.DatabaseFailure(reason);
    }
}
