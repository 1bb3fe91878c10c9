package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Decides which FHE work runs next. Bookkeeping only: no threads, no clock; the caller holds a lock.
 *
 * <p>Work runs in turns of bounded length. Tenants share two resources: places, which bound how many turns run at once,
 * and blocks, which bound the memory of values that are expanded and not yet compressed. A turn takes a place while it
 * runs. Its blocks are taken when its work begins, and kept between the turns of that work.
 *
 * <ul>
 *   <li>Tenants with waiting work are served round-robin, and so are the requests of a tenant.
 *   <li>Some of both stays free for new tenants: a tenant that holds some gets more places or blocks only while it
 *       holds fewer than {@value #SHARE} times the free ones. Alone it gets three quarters; with k others each gets 3
 *       of 3k + 4 parts. (Dynamic thresholds, as A. Choudhury and E. Hahne describe for buffers shared by the ports of
 *       a switch, IEEE/ACM Transactions on Networking 6(2), 1998.)
 *   <li>While several tenants call, each runs no more turns than the caller of {@link #start} allows, so that
 *       processors stay free for another tenant's next turn.
 *   <li>Work that has begun goes before work of the same request that has not: it holds blocks until it ends.
 *   <li>A tenant whose next work does not fit keeps its position, so that it is first when there is room.
 * </ul>
 */
final class FairTurns {
    /** A tenant may hold this multiple of the free places or blocks. */
    static final int SHARE = 3;

    private final int maximumRunning;
    private final int maximumBlocks;
    private final Map<TenantId, TenantQueue> tenants = new HashMap<>();
    /** Tenants with waiting turns, the next to be served first. */
    private final Deque<TenantQueue> rotation = new ArrayDeque<>();

    private int running;
    private int heldBlocks;
    private int waiting;

    /**
     * Nothing waits yet.
     *
     * @param maximumRunning turns that run at once
     * @param maximumBlocks blocks that begun work holds; work that needs more than this runs when nothing else holds
     *     any
     */
    FairTurns(int maximumRunning, int maximumBlocks) {
        this.maximumRunning = maximumRunning;
        this.maximumBlocks = maximumBlocks;
    }

    int running() {
        return running;
    }

    int waiting() {
        return waiting;
    }

    int heldBlocks() {
        return heldBlocks;
    }

    /** Adds work that waits for its first turn; it holds {@code blocks} from then until it is ended. */
    Turn add(Request request, int blocks) {
        Turn turn = new Turn(request, blocks);
        enqueue(turn, false);
        return turn;
    }

    /** Ends a running turn of work that is not finished: it waits for its next one. */
    void yield(Turn turn) {
        stop(turn);
        enqueue(turn, true);
    }

    /** Ends the work, whether it runs or waits. */
    void end(Turn turn) {
        if (turn.isRunning) {
            stop(turn);
        } else if (turn.request.waiting.remove(turn)) {
            waiting--;
            if (turn.request.waiting.isEmpty()) {
                tenant(turn).rotation.remove(turn.request);
            }
        }
        TenantQueue tenant = tenant(turn);
        if (turn.holdsBlocks) {
            turn.holdsBlocks = false;
            heldBlocks -= turn.blocks;
            tenant.heldBlocks -= turn.blocks;
        }
        forgetIfIdle(tenant);
    }

    /**
     * Starts all turns that may run now, and returns them.
     *
     * @param mostPerTenant turns of one tenant that run at once, at least 1
     */
    List<Turn> start(int mostPerTenant) {
        List<Turn> started = new ArrayList<>();
        for (Turn turn = next(mostPerTenant); turn != null; turn = next(mostPerTenant)) {
            started.add(turn);
        }
        return started;
    }

    private @Nullable Turn next(int mostPerTenant) {
        if (running == maximumRunning) {
            return null;
        }
        for (TenantQueue tenant : rotation) {
            if (tenant.running < Math.min(mostPerTenant, SHARE * (maximumRunning - running))) {
                Turn turn = firstThatFits(tenant);
                if (turn != null) {
                    start(turn, tenant);
                    return turn;
                }
            }
        }
        return null;
    }

    private @Nullable Turn firstThatFits(TenantQueue tenant) {
        for (Request request : tenant.rotation) {
            Turn turn = request.waiting.getFirst();
            if (turn.holdsBlocks || fits(tenant, turn.blocks)) {
                return turn;
            }
        }
        return null;
    }

    private boolean fits(TenantQueue tenant, int blocks) {
        if (heldBlocks == 0) {
            return true;
        }
        int left = maximumBlocks - heldBlocks - blocks;
        return left >= 0 && (tenant.heldBlocks == 0 || tenant.heldBlocks + blocks <= (long) SHARE * left);
    }

    private void start(Turn turn, TenantQueue tenant) {
        Request request = turn.request;
        request.waiting.remove(turn);
        tenant.rotation.remove(request);
        if (!request.waiting.isEmpty()) {
            tenant.rotation.addLast(request);
        }
        rotation.remove(tenant);
        if (!tenant.rotation.isEmpty()) {
            rotation.addLast(tenant);
        }
        if (!turn.holdsBlocks) {
            turn.holdsBlocks = true;
            heldBlocks += turn.blocks;
            tenant.heldBlocks += turn.blocks;
        }
        turn.isRunning = true;
        waiting--;
        running++;
        tenant.running++;
    }

    private void stop(Turn turn) {
        turn.isRunning = false;
        running--;
        tenant(turn).running--;
    }

    private void enqueue(Turn turn, boolean begun) {
        Request request = turn.request;
        TenantQueue tenant = tenants.computeIfAbsent(request.tenant, TenantQueue::new);
        if (tenant.rotation.isEmpty()) {
            rotation.addLast(tenant);
        }
        if (request.waiting.isEmpty()) {
            tenant.rotation.addLast(request);
        }
        if (begun) {
            request.waiting.addFirst(turn);
        } else {
            request.waiting.addLast(turn);
        }
        waiting++;
    }

    private TenantQueue tenant(Turn turn) {
        return tenants.computeIfAbsent(turn.request.tenant, TenantQueue::new);
    }

    private void forgetIfIdle(TenantQueue tenant) {
        if (tenant.rotation.isEmpty()) {
            rotation.remove(tenant);
            if (tenant.running == 0 && tenant.heldBlocks == 0) {
                tenants.remove(tenant.tenant);
            }
        }
    }

    /** The turns of one request. */
    static final class Request {
        private final TenantId tenant;
        private final Deque<Turn> waiting = new ArrayDeque<>();

        Request(TenantId tenant) {
            this.tenant = tenant;
        }

        TenantId tenant() {
            return tenant;
        }
    }

    /** A piece of work: it waits, runs, and may wait and run again until it is ended. */
    static final class Turn {
        private final Request request;
        private final int blocks;
        private boolean isRunning;
        private boolean holdsBlocks;

        private Turn(Request request, int blocks) {
            this.request = request;
            this.blocks = blocks;
        }

        boolean isRunning() {
            return isRunning;
        }

        Request request() {
            return request;
        }
    }

    private static final class TenantQueue {
        private final TenantId tenant;
        /** Requests with waiting turns, the next to be served first. */
        private final Deque<Request> rotation = new ArrayDeque<>();

        private int running;
        private int heldBlocks;

        private TenantQueue(TenantId tenant) {
            this.tenant = tenant;
        }
    }
}
