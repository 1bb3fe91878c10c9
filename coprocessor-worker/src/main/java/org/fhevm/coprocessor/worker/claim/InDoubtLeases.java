package org.fhevm.coprocessor.worker.claim;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.worker.queue.LeaseMarks;
import org.jooq.DSLContext;

/**
 * Leases of a claim that failed, perhaps only after its commit: a connection can break between a commit and its answer.
 * No worker computes the rows of such leases, and the heartbeat would keep the leases alive as long as this worker
 * lives. So they are given back before anything else is claimed. For one thread.
 */
final class InDoubtLeases {
    private final UUID worker;
    /**
     * Rows that this worker may have leased without knowing it, each once however often their claims fail. It knows of
     * no lease of theirs: a claim takes only rows that are free.
     */
    private final Set<TenantHandle> rows = new LinkedHashSet<>();

    private final Set<TenantHandle> released = new HashSet<>();

    InDoubtLeases(UUID worker) {
        this.worker = worker;
    }

    /** @param claimed the computations of a claim whose transaction may have been committed */
    void add(List<ClaimedComputation> claimed) {
        claimed.forEach(computation -> rows.add(computation.lease().output()));
    }

    int size() {
        return rows.size();
    }

    /**
     * Gives back the leases that this worker has. If the transaction in doubt still holds a row, for example because
     * its commit is on the way, the lease stays in doubt until the next time.
     */
    void release(DSLContext transaction) {
        released.clear();
        released.addAll(LeaseMarks.giveBack(transaction, worker, List.copyOf(rows)));
    }

    /**
     * The transaction that {@link #release} was part of has been committed.
     *
     * @param taken the computations that it claimed, whose rows are no longer in doubt: no other transaction can have
     *     held them. If a row was locked when leases in doubt were given back, and free when candidates were locked,
     *     then the transaction in doubt was rolled back, and the new lease looks like the one in doubt
     */
    void committed(List<ClaimedComputation> taken) {
        rows.removeAll(released);
        released.clear();
        taken.forEach(computation -> rows.remove(computation.lease().output()));
    }
}
