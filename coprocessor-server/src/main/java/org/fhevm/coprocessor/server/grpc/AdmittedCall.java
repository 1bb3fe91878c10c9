package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.usecase.BlockRate;
import org.fhevm.coprocessor.server.usecase.CallPlace;
import org.fhevm.coprocessor.server.usecase.RunningCalls;

/**
 * A call whose caller is known, with the shares that it takes: a place, the bytes of its request from their arrival on,
 * and the bytes of its answer. The call releases all of them when it is over, however it ends: when its handler has
 * returned, and the transport has taken the answer or given up the stream.
 *
 * <p>Thread-safe, since bytes arrive on a thread of the transport.
 */
final class AdmittedCall implements CallPlace, BlockRate {
    private final KnownCaller caller;
    private final TenantId tenant;
    private final Budgets budgets;
    private final Runnable refuse;

    private long requestBytes;
    private long answerBytes;
    private boolean refused;
    private boolean hasPlace = true;
    private boolean over;
    /** Only the thread that serves the call uses it. */
    private boolean isRunning;
    /** Counted from the beginning of the call, or from its last resumption. */
    private long runningSince;

    /**
     * Makes a call that has its place already.
     *
     * @param refuse closes the call for lack of memory
     */
    AdmittedCall(KnownCaller caller, Budgets budgets, Runnable refuse) {
        this.caller = caller;
        this.tenant = caller.grant.tenant();
        this.budgets = budgets;
        this.refuse = refuse;
    }

    TenantId tenant() {
        return tenant;
    }

    /** What the caller may do, and by which credential. */
    Grant grant() {
        return caller.grant;
    }

    /**
     * Counts what the call uses, once it is known and before it is used.
     *
     * @throws CoprocessorException with {@link CoprocessorError.RateExceeded} if the tenant has used too much lately
     */
    void spend(RateUnit unit, long amount) {
        budgets.rates().spend(caller.grant, new Rate(caller.right, unit), amount);
    }

    @Override
    public void spend(int blocks) {
        spend(RateUnit.BLOCKS, blocks);
    }

    /** Counts bytes of the request that have arrived. A call for which there is no room is closed, once. */
    void received(long bytes) {
        if (!charge(bytes) && refuseOnce()) {
            refuse.run();
        }
    }

    /**
     * Counts a request whose size is known now, and the objects that are about to be made of it.
     *
     * @param size bytes of the message; those whose arrival was counted are not counted again
     * @param objects bytes that its elements will take
     * @throws CoprocessorException with {@link CoprocessorError.TooManyRequestBytes} if there is no room
     */
    void require(long size, long objects) {
        long missing;
        synchronized (this) {
            missing = Math.max(0, size - requestBytes) + objects;
        }
        if (!charge(missing)) {
            refuseOnce();
            throw new CoprocessorException(new CoprocessorError.TooManyRequestBytes());
        }
    }

    private synchronized boolean charge(long bytes) {
        if (over || bytes == 0) {
            return true;
        }
        if (refused || !budgets.requestBytes().tryAcquire(tenant, bytes)) {
            return false;
        }
        requestBytes += bytes;
        return true;
    }

    private synchronized boolean refuseOnce() {
        boolean first = !refused;
        refused = true;
        return first;
    }

    /**
     * Takes room for the answer, and waits for it if other answers hold too much.
     *
     * @throws CoprocessorException with {@link CoprocessorError.AnswerTooLarge} if the answer never fits, with {@link
     *     CoprocessorError.TooManyAnswerBytes} if it does not fit in time
     */
    void reserveAnswer(long bytes) {
        long maximum = budgets.answerBytes().largestShare();
        if (bytes > maximum) {
            throw new CoprocessorException(new CoprocessorError.AnswerTooLarge(maximum, bytes));
        }
        if (!budgets.answerBytes().tryAcquire(tenant, bytes)) {
            awaitAnswerBytes(bytes);
        }
        synchronized (this) {
            if (!over) {
                answerBytes += bytes;
                return;
            }
        }
        budgets.answerBytes().release(tenant, bytes);
    }

    private void awaitAnswerBytes(long bytes) {
        Context context = Context.current();
        try (CallPlace.Absence paused = pause()) {
            if (!budgets.answerBytes()
                    .acquire(tenant, bytes, budgets.answerWait().toNanos(), () -> !context.isCancelled())) {
                throw new CoprocessorException(new CoprocessorError.TooManyAnswerBytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CoprocessorException(new CoprocessorError.TooManyAnswerBytes());
        }
    }

    /** Runs a part of the call in its tenant's turn. Only the thread that serves the call may run or pause it. */
    void run(Runnable part) {
        startRunning();
        boolean isServed = false;
        try {
            part.run();
            isServed = true;
        } finally {
            if (isServed || !isRunning) {
                stopRunning();
            } else {
                isRunning = false;
                budgets.running().stopRefused(tenant, Duration.ofNanos(System.nanoTime() - runningSince));
            }
        }
    }

    private void startRunning() {
        Context context = Context.current();
        budgets.running().start(tenant, context::isCancelled);
        isRunning = true;
        runningSince = System.nanoTime();
    }

    private void stopRunning() {
        if (isRunning) {
            isRunning = false;
            budgets.running().stop(tenant);
        }
    }

    @Override
    public CallPlace.Absence pause() {
        if (!isRunning) {
            return () -> {};
        }
        stopRunning();
        return this::resume;
    }

    /** The call must release what it took while it was paused even if its caller has left; that needs no turn. */
    private void resume() {
        try {
            startRunning();
        } catch (CancellationException e) {
            // The use case itself checks whether its caller is there.
        }
    }

    /**
     * Releases the place while the call only waits. The call takes a place again as soon as its tenant may have one.
     */
    @Override
    public CallPlace.Absence leave() {
        synchronized (this) {
            if (over || !hasPlace) {
                return pause();
            }
            hasPlace = false;
        }
        budgets.calls().release(tenant, 1);
        CallPlace.Absence paused = pause();
        return () -> {
            returnToPlace();
            paused.close();
        };
    }

    /**
     * Called by the thread that serves the call when its wait ends; the call is not over before that thread is done.
     */
    private void returnToPlace() {
        Context context = Context.current();
        boolean taken;
        try {
            taken = budgets.calls().acquire(tenant, 1, budgets.answerWait().toNanos(), () -> !context.isCancelled());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            taken = false;
        }
        boolean kept;
        synchronized (this) {
            kept = taken && !over;
            hasPlace = kept;
        }
        if (taken && !kept) {
            budgets.calls().release(tenant, 1);
        }
        if (!taken && !context.isCancelled()) {
            throw new CoprocessorException(
                    new CoprocessorError.TooManyCalls((int) budgets.calls().total()));
        }
    }

    /** Releases everything. */
    void end() {
        long request;
        long answer;
        boolean place;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            request = requestBytes;
            answer = answerBytes;
            place = hasPlace;
            hasPlace = false;
        }
        if (place) {
            budgets.calls().release(tenant, 1);
        }
        if (request > 0) {
            budgets.requestBytes().release(tenant, request);
        }
        if (answer > 0) {
            budgets.answerBytes().release(tenant, answer);
        }
    }

    /** The action that closes a call for lack of memory, in the context of the call. */
    static <Q, A> Runnable closing(ServerCall<Q, A> call, Rejections rejections, String method) {
        return Context.current()
                .wrap(() -> RequestIdInterceptor.logUnder(
                        CallContext.REQUEST_ID.get(),
                        () -> call.close(
                                rejections.of(method, new CoprocessorError.TooManyRequestBytes()), new Metadata())));
    }

    /** The budgets of all tenants' calls. */
    record Budgets(
            TenantBudget calls,
            TenantBudget requestBytes,
            TenantBudget answerBytes,
            Duration answerWait,
            RunningCalls running,
            RateLimiter rates) {}

    /**
     * The caller of a call.
     *
     * @param right that the call needs
     */
    record KnownCaller(Grant grant, Right right) {}
}
