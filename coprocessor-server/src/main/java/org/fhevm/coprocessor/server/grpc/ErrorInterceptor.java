package org.fhevm.coprocessor.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.jooq.exception.DataAccessException;

/** Answers for what a handler throws: faults in the words clients know, anything else as a defect that is logged. */
final class ErrorInterceptor implements ServerInterceptor {

    private final Refusals refusals;

    ErrorInterceptor(Refusals refusals) {
        this.refusals = refusals;
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

        /** The message is parsed here. */
        @Override
        public void onMessage(Q message) {
            try {
                super.onMessage(message);
            } catch (StatusRuntimeException e) {
                fail(refusals.ofMalformedMessage(method, e.getStatus()));
            }
        }

        /** The call is served here. */
        @Override
        public void onHalfClose() {
            if (failed) {
                return;
            }
            try {
                super.onHalfClose();
            } catch (CoprocessorException e) {
                fail(refusals.of(method, e.error(), e));
            } catch (DataAccessException e) {
                fail(refusals.of(method, databaseFailure(e), e));
            } catch (CancellationException e) {
                fail(Status.CANCELLED.withDescription(e.getMessage())); // Nobody hears it.
            } catch (RuntimeException | Error e) {
                fail(refusals.ofDefect(method, e));
            }
        }

        private void fail(Status status) {
            failed = true;
            call.close(status, new Metadata());
        }
    }

    /** The driver's own words; jOOQ's would quote the whole statement. */
    private static CoprocessorError databaseFailure(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        String reason = cause == null ? e.sqlStateClass().toString() : String.valueOf(cause.getMessage());
        return new CoprocessorError.DatabaseFailure(reason);
    }
}
