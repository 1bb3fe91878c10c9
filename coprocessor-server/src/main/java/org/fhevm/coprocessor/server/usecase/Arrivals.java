package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unblocks computations whose input has been stored; called after the commit. If that fails, the call whose values are
 * stored does not fail: the workers scan all blocked computations and find them later.
 */
public final class Arrivals {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    /** Handles of one statement. */
    private static final int PART = 1000;

    private final Transactions transactions;

    public Arrivals(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Unblocks the computations that wait for those of these handles that are stored. */
    void of(TenantId tenant, Collection<Handle> handles) {
        List<Handle> all = new ArrayList<>(handles);
        try {
            for (int from = 0; from < all.size(); from += PART) {
                List<Handle> part = all.subList(from, Math.min(all.size(), from + PART));
                transactions.run(transaction -> new BlockedComputations(transaction).wake(tenant, part));
            }
        } catch (DataAccessException e) {
            LOG.warn("computations that wait for stored inputs are left for the workers to find: {}", e.getMessage());
        }
    }
}
