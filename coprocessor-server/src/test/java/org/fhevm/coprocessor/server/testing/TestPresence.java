package org.fhevm.coprocessor.server.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fhevm.coprocessor.server.usecase.Presence;

/** A caller that stays until it is told to leave. */
public final class TestPresence implements Presence {

    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private volatile boolean gone;
    private volatile Optional<Duration> timeLeft = Optional.empty();

    public void leave() {
        gone = true;
        actions.forEach(Runnable::run);
    }

    public void timeLeft(Duration left) {
        timeLeft = Optional.of(left);
    }

    /** The number of actions that wait for it to leave. */
    public int registrations() {
        return actions.size();
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public Registration onLeaving(Runnable action) {
        actions.add(action);
        if (gone) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    @Override
    public Optional<Duration> timeLeft() {
        return timeLeft;
    }
}
