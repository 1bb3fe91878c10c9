package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Bounds the admitted FHE work of each tenant, running or waiting for its turn. Requests beyond the bounds wait in a
 * queue for each tenant until earlier ones of the same tenant have ended. Bookkeeping only: no threads, no clock; the
 * caller holds a lock.
 */
final class TenantBacklogs {
    private final int maximumRequests;
    private final int maximumBlocks;
    private final Map<TenantId, Backlog> backlogs = new HashMap<>();

    /**
     * Backlogs without any admitted request.
     *
     * @param maximumRequests of one tenant
     * @param maximumBlocks that the requests of one tenant take together; a request beyond this is admitted alone
     */
    TenantBacklogs(int maximumRequests, int maximumBlocks) {
        this.maximumRequests = maximumRequests;
        this.maximumBlocks = maximumBlocks;
    }

    /**
     * Asks for admission. The request is admitted at once if there is room and no earlier request of the tenant waits.
     */
    Admission ask(TenantId tenant, int blocks) {
        Admission admission = new Admission(tenant, blocks);
        Backlog backlog = backlogs.computeIfAbsent(tenant, absent -> new Backlog());
        backlog.line.addLast(admission);
        admit(backlog);
        return admission;
    }

    /**
     * Ends a request, whether it was admitted or still waits.
     *
     * @return the requests that are admitted now
     */
    List<Admission> end(Admission admission) {
        Backlog backlog = backlogs.get(admission.tenant);
        if (backlog == null) {
            throw new IllegalStateException("ended twice");
        }
        if (admission.isAdmitted) {
            backlog.requests--;
            backlog.blocks -= admission.blocks;
        } else {
            backlog.line.remove(admission);
        }
        List<Admission> admitted = admit(backlog);
        if (backlog.requests == 0) {
            backlogs.remove(admission.tenant);
        }
        return admitted;
    }

    private List<Admission> admit(Backlog backlog) {
        List<Admission> admitted = new ArrayList<>();
        while (!backlog.line.isEmpty() && fits(backlog, backlog.line.getFirst())) {
            Admission first = backlog.line.removeFirst();
            first.isAdmitted = true;
            backlog.requests++;
            backlog.blocks += first.blocks;
            admitted.add(first);
        }
        return admitted;
    }

    private boolean fits(Backlog backlog, Admission admission) {
        return backlog.requests == 0
                || backlog.requests < maximumRequests && backlog.blocks + admission.blocks <= maximumBlocks;
    }

    /** A request that waits in its tenant's queue until it is admitted, and counts from then until it ends. */
    static final class Admission {
        private final TenantId tenant;
        private final int blocks;
        private boolean isAdmitted;

        private Admission(TenantId tenant, int blocks) {
            this.tenant = tenant;
            this.blocks = blocks;
        }

        boolean isAdmitted() {
            return isAdmitted;
        }
    }

    private static final class Backlog {
        private final Deque<Admission> line = new ArrayDeque<>();
        private int requests;
        private long blocks;
    }
}
