package org.fhevm.coprocessor.server.grpc;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the services that need no key (health, reflection): the calls of one remote address and of all, the bytes of a
 * call, and the time until its first message. Their calls take no tenant's place, and one address cannot prevent
 * another from asking for health.
 */
public final class OpenServices implements ServerInterceptor {
    static final int CALLS = 2048;
    static final int CALLS_PER_ADDRESS = 64;
    static final int BYTES_PER_CALL = 16 * 1024;

    private final Duration requestTime;
    private final ScheduledExecutorService timer;
    private final Map<Object, Integer> callsPerAddress = new HashMap<>();
    private int calls;

    /**
     * Makes the bounds.
     *
     * @param requestTime for the first message of a call to arrive
     */
    public OpenServices(Duration requestTime, ScheduledExecutorService timer) {
        this.requestTime = requestTime;
        this.timer = timer;
    }

    /** The service within its bounds. */
    public ServerServiceDefinition bounded(BindableService service) {
        return ServerInterceptors.interceptForward(service.bindService(), this);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Object address = address(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        if (AdmissionInterceptor.isCompressed(headers)) {
            return closed(call, ErrorStatus.ofCompressedRequest());
        }
        if (!enter(address)) {
            return closed(call, ErrorStatus.ofTooManyCalls());
        }
        ServerCall<Q, A> closable = new ClosedOnce<>(call);
        limitBytes(closable);
        try {
            return new Bounded<>(next.startCall(closable, headers), closable, address);
        } catch (RuntimeException | Error e) {
            leave(address);
            throw e;
        }
    }

    private static void limitBytes(ServerCall<?, ?> call) {
        ReceivedBytes received = ReceivedBytes.KEY.get();
        if (received != null) {
            AtomicLong sum = new AtomicLong();
            received.countBy(bytes -> {
                if (sum.addAndGet(bytes) > BYTES_PER_CALL) {
                    call.close(ErrorStatus.ofTooManyBytes(BYTES_PER_CALL), new Metadata());
                }
            });
        }
    }

    private static <Q> ServerCall.Listener<Q> closed(ServerCall<Q, ?> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static Object address(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress socket && socket.getAddress() != null
                ? socket.getAddress()
                : "local";
    }

    private synchronized boolean enter(Object address) {
        int here = callsPerAddress.getOrDefault(address, 0);
        if (calls >= CALLS || here >= CALLS_PER_ADDRESS) {
            return false;
        }
        calls++;
        callsPerAddress.put(address, here + 1);
        return true;
    }

    private synchronized void leave(Object address) {
        calls--;
        callsPerAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    private final class Bounded<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Object address;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Future<?> timeout;

        Bounded(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call, Object address) {
            super(delegate);
            this.address = address;
            Status late = ErrorStatus.ofLateRequest(requestTime);
            this.timeout = timer.schedule(
                    Context.current().wrap(() -> call.close(late, new Metadata())),
                    requestTime.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        @Override
        public void onMessage(Q message) {
            timeout.cancel(false);
            super.onMessage(message);
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
            if (over.compareAndSet(false, true)) {
                leave(address);
            }
        }
    }
}
