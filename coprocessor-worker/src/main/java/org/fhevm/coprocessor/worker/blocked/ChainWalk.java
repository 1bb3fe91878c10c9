package org.fhevm.coprocessor.worker.blocked;

import java.util.OptionalLong;
import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * A walk along a chain, from each row to the one that it waits for, in memory that does not grow with the chain. It
 * remembers one row that it has met, and after a number of rows that doubles each time, the present one instead. In a
 * circle it meets the remembered row again. (R. P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20,
 * 1980, section 2.) Mutable, for one thread.
 */
final class ChainWalk {
    private TenantHandle position;
    private TenantHandle remembered;
    private long rowsSince;
    private long rowsToGo = 1;

    ChainWalk(TenantHandle start) {
        position = start;
        remembered = start;
    }

    /** The row that the walk has reached. */
    TenantHandle position() {
        return position;
    }

    /**
     * Goes on to the next row.
     *
     * @return the number of rows of the circle that the walk is in, when it knows
     */
    OptionalLong goTo(TenantHandle next) {
        position = next;
        rowsSince++;
        if (next.equals(remembered)) {
            return OptionalLong.of(rowsSince);
        }
        if (rowsSince == rowsToGo) {
            remembered = next;
            rowsSince = 0;
            rowsToGo *= 2;
        }
        return OptionalLong.empty();
    }
}
