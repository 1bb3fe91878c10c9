package org.fhevm.coprocessor.server.grpc;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.jooq.exception.DataAccessException;

/**
 * Finds the status of a refused call, and reports the refusal to operators: a client may retry an invalid call forever
 * without anyone noticing.
 */
final class Rejections {
    private final ErrorStatus statuses;
    private final CallMetrics metrics;
    private final ServerEvents events;

    Rejections(ErrorStatus statuses, CallMetrics metrics, ServerEvents events) {
        this.statuses = statuses;
        this.metrics = metrics;
        this.events = events;
    }

    Status of(String method, CoprocessorError error) {
        metrics.refused(method, error.kind());
        events.callRefused(method, error.kind(), ErrorStatus.text(error));
        return statuses.of(error);
    }

    /** The status of an error; its cause is logged if the error is {@link ErrorKind#INTERNAL}. */
    Status of(String method, CoprocessorError error, Throwable cause) {
        if (error instanceof CoprocessorError.SignerUnavailable(var signer, String reason)) {
            events.signerFailed(signer, reason);
        }
        if (error.kind() != ErrorKind.INTERNAL) {
            return of(method, error);
        }
        metrics.refused(method, error.kind());
        events.callFailed(method, ErrorStatus.text(error), cause);
        return statuses.of(error);
    }

    /** The status of the failure that ended a call; an unforeseen exception is a defect. */
    Status of(String method, Throwable thrown) {
        return switch (thrown) {
            case CoprocessorException e -> of(method, e.error(), e);
            case DataAccessException e -> ofDatabaseFailure(method, e);
            case CancellationException e -> Status.CANCELLED.withDescription(e.getMessage()); // The caller is gone.
            default -> ofDefect(method, thrown);
        };
    }

    /**
     * The driver's text names tables, constraints and addresses, so it only goes to the log; the caller gets the kind.
     */
    private Status ofDatabaseFailure(String method, DataAccessException failure) {
        CoprocessorError error = new CoprocessorError.DatabaseFailure(
                DatabaseFailures.isOutage(failure)
                        ? "the database does not answer, try again later"
                        : "the database refused a statement");
        metrics.refused(method, error.kind());
        events.databaseFailed(method, DatabaseFailures.driverText(failure));
        return statuses.of(error);
    }

    Status ofLateRequest(String method, Duration requestTime) {
        Status status = ErrorStatus.ofLateRequest(requestTime);
        metrics.refused(method, ErrorKind.RESOURCE_EXHAUSTED);
        events.callRefused(method, ErrorKind.RESOURCE_EXHAUSTED, String.valueOf(status.getDescription()));
        return status;
    }

    Status ofCompressedRequest(String method) {
        Status status = ErrorStatus.ofCompressedRequest();
        metrics.refused(method, ErrorKind.INVALID_ARGUMENT);
        events.callRefused(method, ErrorKind.INVALID_ARGUMENT, String.valueOf(status.getDescription()));
        return status;
    }

    /** The status of bytes that are no message, which the protocol determines. */
    Status ofMalformedMessage(String method, Status status) {
        metrics.refused(method, ErrorKind.INVALID_ARGUMENT);
        events.callRefused(method, ErrorKind.INVALID_ARGUMENT, String.valueOf(status.getDescription()));
        return status;
    }

    /** The status of a defect. */
    Status ofDefect(String method, Throwable cause) {
        metrics.refused(method, ErrorKind.INTERNAL);
        events.callBroke(method, cause);
        return statuses.ofDefect(CallContext.REQUEST_ID.get());
    }
}
