package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.auth.Authenticator;
import org.fhevm.coprocessor.server.config.Capacity;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the headers of a call whether it is served: its API key or certificate must be known and have the right
 * that the call needs, and its tenant must be enabled and have a free place. Only then does {@code startCall} request
 * its message from the transport, so that a caller without a key costs no more than its headers, and cannot take a
 * place from others.
 *
 * <p>A call is closed if its request does not arrive in time, so that silent callers cannot hold places.
 */
final class AdmissionInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> ENCODING = Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    private static final String UPLOAD =
            String.valueOf(FhevmCoprocessorGrpc.getUploadInputsMethod().getBareMethodName());

    private final Authenticator authenticator;
    private final int maximumCalls;
    private final Duration requestTime;
    private final Duration uploadWait;
    private final AdmittedCall.Budgets budgets;
    private final CallMetrics metrics;
    private final Rejections rejections;
    private final ScheduledExecutorService timer;

    AdmissionInterceptor(
            Authenticator authenticator,
            Capacity capacity,
            Duration uploadWait,
            AdmittedCall.Budgets budgets,
            CallMetrics metrics,
            Rejections rejections,
            ScheduledExecutorService timer) {
        this.authenticator = authenticator;
        this.maximumCalls = capacity.maximumCalls();
        this.requestTime = capacity.requestTime();
        this.uploadWait = uploadWait;
        this.budgets = budgets;
        this.metrics = metrics;
        this.rejections = rejections;
        this.timer = timer;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        Grant grant;
        try {
            grant = authenticator.authenticate(
                    first(headers.getAll(AUTHORIZATION)),
                    ClientCertificate.grantable(call.getAttributes(), Instant.now()));
        } catch (RuntimeException e) {
            return closed(call, rejections.of(method, e));
        }
        TenantId tenant = grant.tenant();
        RequestIdInterceptor.logTenant(tenant);
        AuditedCall.identified(grant);
        metrics.identified(method, tenant);
        if (grant.tenantIsDisabled()) {
            return closed(call, rejections.of(method, new CoprocessorError.TenantDisabled(tenant)));
        }
        Right right = NeededRights.of(method);
        if (!grant.rights().allow(right)) {
            return closed(call, rejections.of(method, new CoprocessorError.MissingRight(right)));
        }
        budgets.running().called(tenant);
        if (isCompressed(headers)) {
            return closed(call, rejections.ofCompressedRequest(method));
        }
        AdmittedCall.KnownCaller caller = new AdmittedCall.KnownCaller(grant, right);
        try {
            budgets.rates().spend(grant, new Rate(right, RateUnit.CALLS), 1);
        } catch (CoprocessorException e) {
            return closed(call, rejections.of(method, e));
        }
        if (!takePlace(tenant, method)) {
            return closed(call, rejections.of(method, new CoprocessorError.TooManyCalls(maximumCalls)));
        }
        return admitted(caller, method, new ClosedOnce<>(call), headers, next);
    }

    /** An upload waits for a place: gateways never repeat one, so a refusal would be final for the user. */
    private boolean takePlace(TenantId tenant, String method) {
        if (!method.equals(UPLOAD)) {
            return budgets.calls().tryAcquire(tenant, 1);
        }
        Context context = Context.current();
        try {
            return budgets.calls().acquire(tenant, 1, patience(context).toNanos(), () -> !context.isCancelled());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration patience(Context context) {
        Deadline deadline = context.getDeadline();
        if (deadline == null) {
            return uploadWait;
        }
        Duration left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
        return left.compareTo(uploadWait) < 0 ? left : uploadWait;
    }

    private <Q, A> ServerCall.Listener<Q> admitted(
            AdmittedCall.KnownCaller caller,
            String method,
            ServerCall<Q, A> call,
            Metadata headers,
            ServerCallHandler<Q, A> next) {
        AdmittedCall admitted = new AdmittedCall(caller, budgets, AdmittedCall.closing(call, rejections, method));
        try {
            ReceivedBytes received = ReceivedBytes.KEY.get();
            if (received != null) {
                received.countBy(admitted::received);
            }
            Context context = Context.current().withValue(CallContext.CALL, admitted);
            return new Counted<>(Contexts.interceptCall(context, call, headers, next), call, method, admitted);
        } catch (RuntimeException | Error e) {
            admitted.end();
            throw e;
        }
    }

    private static <Q> ServerCall.Listener<Q> closed(ServerCall<Q, ?> call, Status status) {
        call.close(status, ErrorStatus.trailers(status));
        return new ServerCall.Listener<>() {};
    }

    /** Of several entries, the first counts. */
    private static Optional<String> first(@Nullable Iterable<String> values) {
        if (values == null) {
            return Optional.empty();
        }
        Iterator<String> first = values.iterator();
        return first.hasNext() ? Optional.of(first.next()) : Optional.empty();
    }

    static boolean isCompressed(Metadata headers) {
        String encoding = headers.get(ENCODING);
        return encoding != null && !encoding.equals("identity");
    }

    /** Releases the call's shares when it is over, however it ended. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String method;
        private final AdmittedCall admitted;
        /** Set by the end of the request or the end of its time, whichever comes first. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private final Future<?> timeout;

        Counted(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call, String method, AdmittedCall admitted) {
            super(delegate);
            this.call = call;
            this.method = method;
            this.admitted = admitted;
            this.timeout = timer.schedule(
                    Context.current().wrap(this::requestIsLate), requestTime.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void onHalfClose() {
            if (decided.compareAndSet(false, true)) {
                timeout.cancel(false);
                super.onHalfClose();
            }
        }

        private void requestIsLate() {
            if (decided.compareAndSet(false, true)) {
                RequestIdInterceptor.logUnder(
                        CallContext.REQUEST_ID.get(),
                        () -> call.close(rejections.ofLateRequest(method, requestTime), new Metadata()));
            }
        }

        @Override
        public void onComplete() {
            release();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            release();
            super.onCancel();
        }

        private void release() {
            timeout.cancel(false);
            admitted.end();
        }
    }
}
