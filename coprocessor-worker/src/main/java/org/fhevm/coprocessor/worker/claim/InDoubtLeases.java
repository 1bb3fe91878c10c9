package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.coprocessor.worker.queue.LeaseMarks;
import org.jooq.DSLContext;

/**
 * Leases of a claim that failed, perhaps only after its commit: a connection can break between a commit and its answer.
 * No worker computes the rows of such leases, and the heartbeat would keep the leases alive as long as this worker
 * lives. So they are given back before anything else is claimed. For one thread.
 */
final class InDoubtLeases {
    private final UUID worker;
    private final List<Lease> leases = new ArrayList<>();
    private final Set<Lease> released = new HashSet<>();

    InDoubtLeases(UUID worker) {
        this.worker = worker;
    }

    /** @param claimed the computations of a claim whose transaction may have been committed */
    void add(List<ClaimedComputation> claimed) {
        claimed.forEach(computation -> leases.add(computation.lease()));
    }

    /**
     * Gives back the leases that this worker has. If the transaction in doubt still holds a row, for example because
     * its commit is on the way, the lease stays in doubt until the next time.
     */
    void release(DSLContext transaction) {
        released.clear();
        released.addAll(LeaseMarks.giveBack(transaction, worker, leases));
    }

    /**
     * The transaction that {@link #release} was part of has been committed.
     *
     * @param taken the computations that it claimed, whose rows are no longer in doubt: no other transaction can have
     *     held them. If a row was locked when leases in doubt were given back, and free when candidates were locked,
     *     then the transaction in doubt was rolled back, and the new lease looks like the one in doubt
     */
    void committed(List<ClaimedComputation> taken) {
        leases.removeAll(released);
        released.clear();
        Set<TenantHandle> certain =
                taken.stream().map(computation -> computation.lease().output()).collect(Collectors.toSet());
        leases.removeIf(lease -> certain.contains(lease.output()));
    }
}
