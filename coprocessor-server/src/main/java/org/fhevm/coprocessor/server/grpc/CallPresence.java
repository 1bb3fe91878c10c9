package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.server.usecase.Presence;

/**
 * The presence of a caller, from the context of its call: it is gone once the call is cancelled or its deadline has
 * passed.
 */
final class CallPresence implements Presence {
    private final Context context;

    private CallPresence(Context context) {
        this.context = context;
    }

    /** The presence of the caller that the current thread serves. */
    static Presence current() {
        return new CallPresence(Context.current());
    }

    @Override
    public boolean isGone() {
        return context.isCancelled();
    }

    @Override
    public Registration onLeaving(Runnable action) {
        Context.CancellationListener listener = cancelled -> action.run();
        context.addListener(listener, Runnable::run);
        return () -> context.removeListener(listener);
    }

    @Override
    public Optional<Duration> timeLeft() {
        Deadline deadline = context.getDeadline();
        return deadline == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS))));
    }
}
